package dev.sluice.store;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.log.Kept;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Wrote {@code version-1.db}, and writes no other one: it is kept here to say what is in it. What
 * it wrote is never made anew once version 1 was released.
 */
final class Version1Database {
  static final String QUESTION = "What is kept? \u65e5\u672c\u8a9e";

  private Version1Database() {}

  /**
   * Writes it.
   *
   * @param args where to
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("version");
    try (Store store = Store.builder(folder).nativeFolder(folder).open()) {
      Turn turn =
          store
              .conversations()
              .ask(
                  Optional.empty(),
                  Optional.empty(),
                  List.of(Message.user(QUESTION)),
                  start("one"));
      RunWriter one = store.runs().begin(start("one"));
      one.onEvent(new StreamEvent.TextDelta(0, "What was "));
      one.onEvent(new StreamEvent.TextDelta(0, "written."));
      Usage usage = Usage.of(12, 34);
      one.onEvent(new StreamEvent.UsageReported(usage));
      one.onEnded(
          new Ending.Completed(
              Reply.builder()
                  .askedModel("test/model")
                  .part(Part.text("What was written."))
                  .usage(usage)
                  .build(),
              FinishReason.STOP));
      if (!(one.kept().join() instanceof Kept.Whole)) {
        throw new IllegalStateException("it is not kept");
      }
      store.conversations().pin(turn.conversation(), true);
      store.runs().begin(start("two")).onEvent(new StreamEvent.TextDelta(0, "broken off"));
    }
    Files.move(folder.resolve("sluice.db"), Path.of(args[0]), StandardCopyOption.REPLACE_EXISTING);
  }

  private static RunStart start(String run) {
    return TestRuns.start(1, run).start().orElseThrow().ownedBy("ann").label("key", run);
  }
}
