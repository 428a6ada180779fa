package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Replay;
import dev.sluice.log.RunStart;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.Simulator;
import dev.sluice.spi.provider.KeptFrames;
import dev.sluice.stream.ChatStream;
import dev.sluice.stream.Kept;
import dev.sluice.testing.Fixtures;
import dev.sluice.testing.Logged;
import dev.sluice.testing.Tapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The frames of an answer, kept as they came, are read as the events that they were, in every
 * format: of recorded answers, where those are here, and of all that the simulator says.
 */
class KeptFramesWireTest {
  private static final Map<Speaks, String> FORMATS =
      Map.of(
          Speaks.CHAT_COMPLETIONS, "openai.chat",
          Speaks.RESPONSES, "openai.responses",
          Speaks.ANTHROPIC, "anthropic.messages",
          Speaks.GEMINI, "gemini.generate_content",
          Speaks.OLLAMA, "ollama.chat",
          Speaks.BEDROCK, "bedrock.converse",
          Speaks.BEDROCK_SIGNED, "bedrock.converse");

  private static final Map<Speaks, List<String>> RECORDED =
      Map.of(
          Speaks.CHAT_COMPLETIONS,
          List.of("openai-chat", "deepseek", "groq", "mistral", "perplexity"),
          Speaks.RESPONSES,
          List.of("openai-responses"),
          Speaks.ANTHROPIC,
          List.of("anthropic"),
          Speaks.GEMINI,
          List.of("gemini"),
          Speaks.BEDROCK,
          List.of("bedrock"));

  private static final List<String> SCRIPTS =
      List.of(
          "answer \"One two three\"",
          "role\ntext \"a\\uD83D\\uDE00b\"\nfinish stop\nusage 1 2 cached 1\ndone\nend",
          """
          role
          reasoning "Let me see."
          text "Asking."
          tool 0 call_a weather "{\\"city\\":\\"Rome\\"}"
          tool 1 call_b time "{}"
          finish tool_calls
          usage 12 34
          done
          end
          """,
          "role\ntext \"One \"\nend",
          "role\ntext \"One \"\nrst",
          "role\ntext \"One \"\nerror \"overloaded\"\nend",
          "role\ntext \"One \"\nmalformed\nend");

  private static final ChatRequest REQUEST = ChatRequest.of("hi");

  @TestFactory
  Stream<DynamicTest> everyAnswerInEveryFormat() {
    List<DynamicTest> all = new ArrayList<>();
    for (Speaks speaks : Speaks.values()) {
      for (String script : SCRIPTS) {
        add(all, speaks, script, script);
      }
      for (String folder : RECORDED.getOrDefault(speaks, List.of())) {
        Fixtures.files(folder)
            .forEach(file -> add(all, speaks, file.toString(), "file " + file + "\ndone\nend"));
      }
    }
    return all.stream();
  }

  private static void add(List<DynamicTest> to, Speaks speaks, String name, String script) {
    for (boolean own : List.of(true, false)) {
      ChatRequest request = REQUEST.toBuilder().nativeEvents(own).seed(7).stop("never").build();
      String shown = speaks + (own ? " with events of its own: " : ": ") + name;
      to.add(DynamicTest.dynamicTest(shown, () -> check(speaks, script, request)));
    }
    ChatRequest whole = REQUEST.toBuilder().streamed(false).build();
    if (!name.equals(script)) {
      return;
    }
    to.add(
        DynamicTest.dynamicTest(
            speaks + " in one piece: " + name, () -> check(speaks, script, whole)));
  }

  private static void check(Speaks speaks, String script, ChatRequest request) throws Exception {
    String format = Objects.requireNonNull(FORMATS.get(speaks), "format");
    try (Simulator simulator = Simulator.start(script);
        Tapped tapped = new Tapped(speaks.provider(simulator.origin().toString()), format);
        Models models = Over.NIO.builder().provider(tapped).build()) {
      Kept kept = new Kept();
      Ending ending;
      try (ChatStream stream =
          models.model(speaks.model()).with(Retry.upTo(0)).stream(request, kept)) {
        ending = stream.await();
      }
      assertPlacesAreIndexes(kept.events());
      KeptFrames frames = models.frames(format, speaks.model(), request).orElseThrow();
      assertThat(read(frames, tapped.frames(), ending)).isEqualTo(withoutHead(kept.events()));
      checkReplay(models, format, Logged.start(speaks.model(), request), tapped, ending);
      Logged.assertComesBack(speaks.model(), kept.events(), ending);
    }
  }

  /** So a kept reply, which knows places alone, can be gone on with: {@code Resumption}. */
  private static void assertPlacesAreIndexes(List<StreamEvent> events) {
    List<Integer> begun = new ArrayList<>();
    for (StreamEvent event : events) {
      if (event instanceof StreamEvent.Content content && !begun.contains(content.part())) {
        begun.add(content.part());
      }
    }
    assertThat(begun).isEqualTo(IntStream.range(0, begun.size()).boxed().toList());
  }

  /** The events of frames, as their source told them. */
  private static List<StreamEvent> read(KeptFrames frames, List<Tapped.Frame> kept, Ending ending) {
    List<StreamEvent> events = new ArrayList<>();
    for (Tapped.Frame frame : kept) {
      frames.frame(frame.type(), frame.bytes(), 0, frame.bytes().length, events::add);
    }
    Outcome outcome = frames.end(events::add);
    if (ending instanceof Ending.Completed done) {
      assertThat(outcome).isEqualTo(new Outcome.Finished(done.finishReason()));
    } else {
      assertThat(outcome).isNotInstanceOf(Outcome.Finished.class);
    }
    return events;
  }

  /** What only the head of an answer says is in no frame. */
  private static List<StreamEvent> withoutHead(List<StreamEvent> events) {
    return events.stream()
        .map(event -> event instanceof StreamEvent.Started of ? withoutHead(of) : event)
        .toList();
  }

  private static StreamEvent.Started withoutHead(StreamEvent.Started started) {
    return new StreamEvent.Started(started.id(), started.model(), "");
  }

  private static void checkReplay(
      Models models, String format, RunStart start, Tapped tapped, Ending ending) {
    Logged run = new Logged();
    tapped.frames().forEach(frame -> run.frame(format, frame.type(), frame.bytes()));
    Replay replay =
        Replay.of(
            start,
            name ->
                models.frames(name, start.model(), start.request()).map(frames -> frames::frame));
    run.ending(ending).read(replay);
    Ending read = replay.ending().orElseThrow();
    assertThat(read.kind()).isEqualTo(ending.kind());
    assertThat(read.reply())
        .isEqualTo(
            ending.reply().toBuilder().started(withoutHead(ending.reply().started())).build());
  }
}
