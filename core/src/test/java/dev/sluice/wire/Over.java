package dev.sluice.wire;

import dev.sluice.models.Models;
import dev.sluice.models.TransportChoice;
import java.net.URI;
import java.util.Map;
import java.util.OptionalInt;

/** What the suites of this package run over: every transport, and one of them in another shape. */
enum Over {
  NIO(TransportChoice.NIO, OptionalInt.empty()),

  /** As with sixteen processors, where streams that belong together are on several threads. */
  NIO_ON_FOUR_LOOPS(TransportChoice.NIO, OptionalInt.of(4)),

  JDK(TransportChoice.JDK, OptionalInt.empty());

  private final TransportChoice transport;
  private final OptionalInt loops;

  Over(TransportChoice transport, OptionalInt loops) {
    this.transport = transport;
    this.loops = loops;
  }

  /** Models of the server there. */
  Models models(URI baseUrl) {
    return models(Map.of("OPENAI_BASE_URL", baseUrl.toString()));
  }

  /** Models over this transport. */
  Models models(Map<String, String> settings) {
    return builder().environment(settings).build();
  }

  /** A builder of models over this transport. */
  Models.Builder builder() {
    Models.Builder builder = Models.builder().transport(transport);
    loops.ifPresent(builder::eventLoops);
    return builder;
  }
}
