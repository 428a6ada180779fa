package dev.sluice.log;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.fake.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A log in simulated time, whose every task the test's own thread runs. */
class LogCase {
  static final Usage USED = Usage.of(12, 34);

  final FakeClock clock = new FakeClock();
  final Steps steps = new Steps();
  final RunMemory memory = new RunMemory();
  final TroubledStore store = new TroubledStore(memory);
  final List<RunLogException> troubles = new ArrayList<>();
  final List<RunState> settled = new ArrayList<>();
  final RunLog log = builder(store).build();

  RunLog.Builder builder(RunStore where) {
    return RunLog.builder(where)
        .clock(clock)
        .groupDelay(Duration.ofMillis(25))
        .writing(steps)
        .onTrouble(troubles::add)
        .onSettled(settled::add);
  }

  RunStart start(String id) {
    return new RunStart(id, "fake/model", ChatRequest.of("Hello"), clock.now());
  }

  RunWriter begin(String id) {
    return log.begin(start(id));
  }

  static StreamEvent text(String text) {
    return new StreamEvent.TextDelta(0, text);
  }

  static void say(RunWriter writer, String... texts) {
    for (String text : texts) {
      writer.onEvent(text(text));
    }
  }

  static Ending completed() {
    return new Ending.Completed(
        Reply.builder().askedModel("fake/model").usage(USED).build(),
        new FinishReason(FinishReason.Kind.STOP, "stop"));
  }

  /** Lets pass what a group waits, and everything happen that is due. */
  void commit() {
    pass(Duration.ofMillis(50));
  }

  void pass(Duration time) {
    steps.runAll();
    for (long left = time.toMillis(); left > 0; left -= 5) {
      clock.advance(Duration.ofMillis(Math.min(5, left)));
      steps.runAll();
    }
  }

  /** Like the end of the process: nothing more of this log is written, and its writer is gone. */
  RunLog crashed() {
    RunMemory next = memory.another();
    memory.lapse();
    return builder(next).build();
  }

  /** What is there to read now: texts, frames by their type, endings by their kind. */
  static List<String> drain(RunReader reader) {
    List<String> seen = new ArrayList<>();
    while (reader.poll()) {
      seen.add(shown(reader));
    }
    return seen;
  }

  static String shown(Entry entry) {
    return switch (entry.kind()) {
      case EVENT ->
          entry.event() instanceof StreamEvent.TextDelta delta
              ? delta.text()
              : entry.event().getClass().getSimpleName();
      case FRAME -> entry.format() + "/" + entry.type();
      case END -> "<" + entry.ending().kind() + ">";
    };
  }

  static <T> T now(CompletableFuture<T> future) {
    if (!future.isDone()) {
      throw new AssertionError("it is not done yet");
    }
    return future.join();
  }
}
