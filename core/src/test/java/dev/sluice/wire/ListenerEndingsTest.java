package dev.sluice.wire;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.models.Models;
import dev.sluice.policy.Limiter;
import dev.sluice.policy.Timeouts;
import dev.sluice.simulator.SilentPort;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.Notes;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What listeners hear of streams that do not complete, over real sockets. */
@ParameterizedClass
@EnumSource(Over.class)
class ListenerEndingsTest extends ListenerWireCase {
  ListenerEndingsTest(Over over) {
    super(over);
  }

  @Test
  void aConnectionThatIsRefusedIsHeard() {
    try (Models nowhere = over.models(URI.create("http://127.0.0.1:1/v1"))) {
      withPolicies(nowhere.model("openai/any")).observedBy((name, request) -> notes).stream(
              "Count.")
          .await();
    }
    assertHeard(ATTEMPT, "1 ended failed", "ended failed");
  }

  @Test
  void aCutIsHeard() {
    assertThat(ask("role\ntext \"One\"\nfin")).isNotNull();
    assertHeard(
        ATTEMPT,
        "1 connected",
        "1 sent",
        "1 head 200",
        "1 first token",
        "1 ended cut",
        "ended cut");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theConnectTimeoutAndACancelBeforeTheConnectionAreHeard() throws Exception {
    try (SilentPort silent = SilentPort.open();
        Models nowhere = over.models(URI.create("http://127.0.0.1:" + silent.port() + "/v1"))) {
      withPolicies(nowhere.model("openai/any"), Timeouts.off().connect(ofMillis(150)))
          .observedBy((name, request) -> notes)
          .stream("Count.")
          .await();
      assertHeard(ATTEMPT, "1 ended timed_out", "ended timed_out");
      Notes cancelled = new Notes();
      withPolicies(nowhere.model("openai/any"), Timeouts.off())
          .observedBy((name, request) -> cancelled)
          .stream("Count.")
          .cancel();
      assertHeard(cancelled, ATTEMPT, "1 ended cancelled", "ended cancelled");
    }
  }

  /** That takes longer than the timeouts. */
  private void makeTheTransport() {
    simulator.script("answer \"One\"");
    model().ask("Count.");
  }

  @Test
  void theFirstTokenTimeoutIsHeardBeforeTheHeadAndAfterIt() {
    makeTheTransport();
    Timeouts soon = Timeouts.off().firstToken(ofMillis(1_500));
    ask("slow-headers forever", soon).await();
    assertHeard(ATTEMPT, "1 connected", "1 sent", "1 ended timed_out", "ended timed_out");
    simulator.script("role\nstall");
    Notes later = new Notes();
    model(soon).observedBy((name, request) -> later).stream("Count.").await();
    assertHeard(
        later,
        ATTEMPT,
        "1 connected",
        "1 sent",
        "1 head 200",
        "1 ended timed_out",
        "ended timed_out");
  }

  @Test
  void theIdleAndTheTotalTimeoutAreHeard() {
    String[] heard = {
      ATTEMPT,
      "1 connected",
      "1 sent",
      "1 head 200",
      "1 first token",
      "1 ended timed_out",
      "ended timed_out"
    };
    makeTheTransport();
    ask("text \"One\"\nstall", Timeouts.off().idle(ofSeconds(1))).await();
    assertHeard(heard);
    Notes total = new Notes();
    simulator.script("text \"One\"\nstall");
    model(Timeouts.off().total(ofMillis(1_500))).observedBy((name, request) -> total).stream(
            "Count.")
        .await();
    assertHeard(total, heard);
  }

  @Test
  void aCancelInMidAnswerIsHeard() {
    ChatStream stream = ask("role\ntext \"One\"\nstall");
    assertThat(stream.text().iterator().next()).isEqualTo("One");
    stream.cancel();
    assertHeard(
        ATTEMPT,
        "1 connected",
        "1 sent",
        "1 head 200",
        "1 first token",
        "1 ended cancelled",
        "ended cancelled");
  }

  @Test
  void whoeverIsCancelledInAQueueHasNoAttempt() throws Exception {
    Limiter one = Limiter.unlimited().streams(1);
    simulator.script("role\nstall");
    try (ChatStream first = model(one).stream("Count.")) {
      simulator.awaitRequest(1, SOON);
      model(one).observedBy((name, request) -> notes).stream("Count.").cancel();
      assertHeard("ended cancelled");
      first.cancel();
    }
  }

  @Test
  void everyFaultIsHeardByTheRulesAndEndsAsTheStreamDoes() {
    for (Fault fault : Fault.all()) {
      simulator.script(fault.script());
      Notes each = new Notes();
      // Without a connection that is there already, which may be dead and make another attempt.
      try (Models fresh = over.models(simulator.baseUrl())) {
        ChatModel model = withPolicies(fresh.model("openai/any"));
        String kind = model.observedBy((name, request) -> each).stream("Count.").await().kind();
        assertThat(each.lines())
            .as(fault.name())
            .startsWith(ATTEMPT)
            .endsWith("1 ended " + kind, "ended " + kind)
            .doesNotHaveDuplicates();
      }
    }
  }
}
