package dev.sluice.server.run;

import static dev.sluice.server.run.World.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.log.Offset;
import dev.sluice.policy.OnCut;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Mark;
import dev.sluice.stream.ChatModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told before the first token, and what leaves no trace. */
@Timeout(240)
class FirstTokenTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status 400\\nerror \"Bad\" invalid_request_error bad | 400",
        "status 401\\nerror \"No key\" | 502",
        "status 404\\nerror \"No model\" | 404",
        "status 413\\nerror \"Large\" | 413",
        "status 422\\nerror \"Odd\" | 422",
        "status 429\\nheader Retry-After: 77\\nerror \"Slow\" | 429",
        "status 500\\nerror \"Broken\" | 502",
        "status 529\\nheader Retry-After: 77\\nerror \"Busy\" | 503",
        "role\\nfin | 502",
        "role\\nrst | 502",
        "role\\nend | 502",
        "role\\nerror \"Oh\" server_error | 502",
        "body hello | 502",
      })
  void aFailureBeforeTheFirstTokenIsAnHttpError(String script, int status) {
    for (boolean streamed : List.of(true, false)) {
      for (PlainDialect dialect : List.of(PlainDialect.NATIVE, PlainDialect.TRANSLATED)) {
        try (World world = new World(script.replace("\\n", "\n"), World.CALM, true)) {
          RecordingOutlet outlet = world.outlet();
          world.start(
              world.order(dialect, streamed, false, Optional.empty(), Offset.START), outlet);
          await("the end of " + script, outlet::isOver);
          if (!streamed && script.startsWith("role")) {
            assertThat(outlet.ends).isNotEmpty(); // There, a document has no first token.
            continue;
          }
          assertThat(outlet.ends).as(script).containsExactly("refuse");
          assertThat(outlet.problem().status()).as(script).isEqualTo(status);
          assertThat(outlet.problem().retriable()).isFalse();
          assertThat(outlet.opened).isEmpty();
          if (script.contains("Retry-After")) {
            assertThat(outlet.problem().retryAfter()).contains(Duration.ofSeconds(77));
          }
        }
      }
    }
  }

  @Test
  void nobodyReachableIs502() {
    try (World world = new World("answer \"x\"", World.CALM, true)) {
      Order order = world.order(PlainDialect.NATIVE);
      world.simulator.close();
      RecordingOutlet outlet = world.outlet();
      world.start(order, outlet);
      await("the end", outlet::isOver);
      assertThat(outlet.problem().status()).isEqualTo(502);
      assertThat(outlet.problem().code()).isEqualTo("unreachable");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRetryBeforeTheFirstTokenLeavesNoTrace(boolean atHome) {
    String script = "status 500\nerror \"Broken\"\n---\nrole\nrst\n---\nanswer \"Here it is.\"";
    for (PlainDialect dialect : List.of(PlainDialect.NATIVE, PlainDialect.TRANSLATED)) {
      try (World world = new World(script, World.CALM, atHome)) {
        RecordingOutlet outlet = world.outlet();
        Follower follower = world.start(world.order(dialect), outlet);
        await("the end", outlet::isOver);
        assertThat(outlet.ends).containsExactly("finish");
        assertThat(outlet.text()).contains("Here").doesNotContain("retrying");
        if (dialect.equals(PlainDialect.NATIVE)) {
          assertThat(outlet.text().split("\"role\"", -1)).hasSize(2);
        }
        assertThat(world.replayed(follower.run(), dialect)).isEqualTo(outlet.text());
        assertThat(world.replayed(follower.run(), PlainDialect.STORY)).contains("retrying");
      }
    }
  }

  @Test
  void whoWantsTheWholeStoryIsTelledOfEachAttemptAndOfTheEndAtOnce() {
    String script = "status 500\nerror \"Broken\"\n---\nstatus 400\nerror \"Bad\"";
    try (World world = new World(script, World.CALM, true)) {
      RecordingOutlet outlet = world.outlet();
      Follower follower = world.start(world.order(PlainDialect.STORY), outlet);
      await("the end", outlet::isOver);
      assertThat(outlet.ends).containsExactly("finish");
      assertThat(outlet.opened).isEqualTo(follower.run());
      assertThat(outlet.text()).contains("retrying").endsWith(" failed\n");
    }
  }

  @Test
  void afterAHeartbeatAFailureIsToldInTheStream() {
    try (World world =
        new World("role\nwait 3s\nrst\n---\nstatus 400\nerror \"Bad\"", World.QUICK, true)) {
      RecordingOutlet outlet = world.outlet();
      world.start(world.order(PlainDialect.NATIVE), outlet);
      await("the end", outlet::isOver);
      assertThat(outlet.ends).containsExactly("finish");
      assertThat(outlet.text()).startsWith("beat\nbeat\n").endsWith(" failed\n");
      assertThat(outlet.text()).doesNotContain("role");
    }
  }

  @Test
  void anAnswerThatBeginsAnewEndsWhoCannotTakeItBackAndHisRun() {
    try (World world = new World("text \"Once \"\nrst\n---\nanswer \"Again.\"", World.CALM, true)) {
      ChatModel model = world.model().with(OnCut.restart());
      for (PlainDialect dialect : List.of(PlainDialect.NATIVE, PlainDialect.TRANSLATED)) {
        world.simulator.script("text \"Once \"\nwait 200ms\nrst\n---\nanswer \"Again.\"");
        Asked asked = Asked.of("m", ChatRequest.of("Hi.")).streamed(true).build();
        RecordingOutlet outlet = world.outlet();
        world.start(
            new Order(dialect, asked, model, "m", "m", "me", false, Optional.empty(), Mark.START),
            outlet);
        await("the end", outlet::isOver);
        assertThat(outlet.ends).containsExactly("finish");
        assertThat(outlet.text()).contains("Once").endsWith("error: it begins anew\n");
        await("no run goes on", () -> world.runs.streams() == 0);
      }
    }
  }

  @Test
  void anAnswerThatBeginsAnewIsToldInEventsToWhoWantsTheWholeStory() {
    try (World world =
        new World("text \"Once \"\nwait 200ms\nrst\n---\nanswer \"Again.\"", World.CALM, true)) {
      ChatModel model = world.model().with(OnCut.restart());
      Asked asked = Asked.of("m", ChatRequest.of("Hi.")).streamed(true).background(true).build();
      RecordingOutlet outlet = world.outlet();
      PlainDialect story = new PlainDialect("frames", "openai.chat", true, "");
      Follower follower =
          world.start(
              new Order(story, asked, model, "m", "m", "me", true, Optional.empty(), Mark.START),
              outlet);
      await("the end", outlet::isOver);
      assertThat(outlet.text()).contains("frame", "restarted", "Again").endsWith("completed\n");
      assertThat(world.replayed(follower.run(), story)).isEqualTo(outlet.text());
      assertThat(world.runs.look(follower.run(), "me").orElseThrow().soFar().text())
          .isEqualTo("Again.");
    }
  }

  @Test
  void anEmptyAnswerThatIsCompleteIsTold() {
    try (World world = new World("role\nfinish stop\ndone", World.CALM, true)) {
      for (PlainDialect dialect : List.of(PlainDialect.NATIVE, PlainDialect.TRANSLATED)) {
        RecordingOutlet outlet = world.outlet();
        Follower follower = world.start(world.order(dialect), outlet);
        await("the end", outlet::isOver);
        assertThat(outlet.ends).containsExactly("finish");
        assertThat(outlet.text()).endsWith(" completed\n");
        assertThat(world.replayed(follower.run(), dialect)).isEqualTo(outlet.text());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rst", "fin", "end", "error \"Oh\" server_error", "malformed\nend", "half\nrst"})
  void aBrokenAnswerNeverEndsWell(String fault) {
    for (PlainDialect dialect :
        List.of(PlainDialect.NATIVE, PlainDialect.TRANSLATED, PlainDialect.STORY)) {
      try (World world = new World("role\ntext \"Some \"\nwait 50ms\n" + fault, World.CALM, true)) {
        RecordingOutlet outlet = world.outlet();
        Follower follower = world.start(world.order(dialect), outlet);
        await("the end", outlet::isOver);
        assertThat(outlet.ends).containsExactly("finish");
        assertThat(outlet.text()).contains("Some").doesNotContain("completed").contains("\nend ");
        assertThat(world.replayed(follower.run(), dialect)).isEqualTo(outlet.text());
        assertThat(world.runs.look(follower.run(), "me").orElseThrow().soFar().text())
            .isEqualTo("Some ");
      }
    }
  }
}
