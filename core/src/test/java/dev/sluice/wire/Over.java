package dev.sluice.wire;

import dev.sluice.models.Models;
import dev.sluice.models.TransportChoice;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** What the suites of this package run over: every transport, and one of them in another shape. */
enum Over {
  NIO(TransportChoice.NIO, ""),

  /** As with sixteen processors, where streams that belong together are on several threads. */
  NIO_ON_FOUR_LOOPS(TransportChoice.NIO, "4"),

  JDK(TransportChoice.JDK, "");

  private static final String LOOPS = "sluice.eventLoops";

  private final TransportChoice transport;
  private final String loops;

  Over(TransportChoice transport, String loops) {
    this.transport = transport;
    this.loops = loops;
  }

  /** Models of the server there. */
  Models models(URI baseUrl) {
    return models(Map.of("OPENAI_BASE_URL", baseUrl.toString()));
  }

  /** Models over this transport, which is made by their first stream, before other models are. */
  Models models(Map<String, String> settings) {
    if (loops.isEmpty()) {
      System.clearProperty(LOOPS);
    } else {
      System.setProperty(LOOPS, loops);
    }
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("SLUICE_TRANSPORT", transport.toString());
    return Models.of(environment, progress -> {});
  }
}
