package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.Simulator;
import dev.sluice.spi.stream.Policy;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.Notes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What the suites of what listeners hear over real sockets have in common. */
@Timeout(240)
abstract class ListenerWireCase {
  static final Duration SOON = Duration.ofSeconds(25);
  static final String ATTEMPT = "attempt 1 at openai/any";

  final Simulator simulator = Simulator.start("end");
  final Over over;
  final Models models;
  final Notes notes = new Notes();

  ListenerWireCase(Over over) {
    this.over = over;
    models = over.models(simulator.baseUrl());
  }

  @AfterEach
  final void close() {
    models.close();
    simulator.close();
  }

  ChatModel model(Policy... policies) {
    return withPolicies(models.model("openai/any"), policies);
  }

  static ChatModel withPolicies(ChatModel model, Policy... policies) {
    ChatModel careful = model.with(Retry.upTo(0));
    for (Policy policy : policies) {
      careful = careful.with(policy);
    }
    return careful;
  }

  ChatStream ask(String script, Policy... policies) {
    simulator.script(script);
    return model(policies).observedBy((name, request) -> notes).stream("Count.");
  }

  void assertHeard(String... lines) {
    assertHeard(notes, lines);
  }

  /** The JDK's client does not tell when it has sent. */
  void assertHeard(Notes by, String... lines) {
    List<String> expected = new ArrayList<>(List.of(lines));
    if (over == Over.JDK) {
      expected.removeIf(line -> line.endsWith(" sent"));
    }
    assertThat(by.lines()).containsExactlyElementsOf(expected);
  }
}
