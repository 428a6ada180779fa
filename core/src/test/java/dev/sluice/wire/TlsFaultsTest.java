package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.Options;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.SelfSigned;
import dev.sluice.simulator.Simulator;
import dev.sluice.spi.stream.ConnectionReport;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.Notes;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault over TLS, as hosted providers speak it: each ends as it does without. */
@ParameterizedClass
@EnumSource(Over.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsFaultsTest {
  private static final Duration SOON = Duration.ofSeconds(25);

  private final SelfSigned certificate = SelfSigned.make();
  private final SSLContext before = trust(certificate.context());
  private final Simulator simulator =
      Simulator.start(Script.parse("end"), Options.defaults().tls(certificate.context()));
  @Parameter private Over over = Over.NIO;
  private final List<Models> opened = new ArrayList<>();

  /** The JVM's own context is what clients take; returns the one that it was. */
  private static SSLContext trust(SSLContext context) {
    try {
      SSLContext old = SSLContext.getDefault();
      SSLContext.setDefault(context);
      return old;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private ChatModel model() {
    if (opened.isEmpty()) {
      opened.add(over.models(simulator.baseUrl()));
    }
    return opened.getFirst().model("openai/any").with(Retry.upTo(0));
  }

  @AfterAll
  void noSocketIsLeft() throws Exception {
    SSLContext.setDefault(before);
    opened.forEach(Models::close);
    simulator.awaitOpenConnections(0, SOON);
    simulator.close();
  }

  static Fault[] faults() {
    return Fault.all();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultEndsAsItDoesWithoutTls(Fault fault) {
    simulator.script(fault.script());

    Ending ending = model().stream("Count.").await();

    assertThat(ending.kind()).as("%s", ending).isEqualTo(fault.ending());
    assertThat(ending.reply().text()).isEqualTo(fault.text());
    if (ending instanceof Ending.Incomplete early) {
      assertThat(fault.failure().split(" or "))
          .contains(early.cause().failure().orElseThrow().kind());
    }
  }

  @Test
  void howLongTheHandshakeTookIsHeard() {
    simulator.script("answer \"One\"");
    try (Models fresh = over.models(simulator.baseUrl())) {
      Notes notes = new Notes();
      fresh.model("openai/any").observedBy((name, request) -> notes).ask("Count.");
      assertThat(notes.lines()).contains("1 connected");
      ConnectionReport connection = notes.connections.getFirst();
      if (over == Over.JDK) {
        assertThat(connection.tls()).as("the client does not tell").isEmpty();
      } else {
        assertThat(connection.tls().orElseThrow()).isPositive();
        assertThat(connection.connect().orElseThrow()).isPositive();
        assertThat(connection.proxy()).isEmpty();
        assertThat(connection.reused()).contains(false);
      }
    }
  }

  @Test
  void aCancelReachesTheProvider() throws Exception {
    simulator.script("text \"then silence\"\nstall");
    try (ChatStream stream = model().stream("Count.")) {
      assertThat(stream.text().iterator().next()).isEqualTo("then silence");
      stream.cancel();
      simulator.awaitClientLeft(simulator.requests().size(), SOON);
    }
  }
}
