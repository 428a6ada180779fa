package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.log.RunStart;
import dev.sluice.simulator.Simulator;
import dev.sluice.store.Page;
import dev.sluice.store.Store;
import dev.sluice.time.Clock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A question whose process ended between it and the beginning of its answer's run. */
final class LostTurnTest {
  private final Simulator provider = Simulator.start("answer \"It is blue.\"");

  @TempDir Path data;

  @AfterEach
  void close() {
    provider.close();
  }

  private CommandRun.Result run(String... arguments) {
    return CommandRun.against(provider).with("SLUICE_DATA", data.toString()).run(arguments);
  }

  private Store store() {
    return Store.builder(data).settlesOrphans(false).open();
  }

  /** Asks in the last conversation, and begins no run. */
  private static void lose(Store store) {
    ChatRequest request = ChatRequest.of("And at night?");
    store
        .conversations()
        .ask(
            store.conversations().last().map(one -> one.id()),
            Optional.empty(),
            List.of(Message.user("And at night?")),
            new RunStart("LOST", "test/model", request, Clock.system().now()));
  }

  @Test
  void itsConversationGoesOn() {
    run("ask", "What colour is the sky?");
    try (Store store = store()) {
      lose(store);
    }

    CommandRun.Result next = run("ask", "-c", "Really?");

    assertThat(next.code()).as(next.err()).isZero();
    assertThat(next.err()).isEmpty();
    CommandRun.Result shown = run("log", "show");
    assertThat(shown.code()).isZero();
    assertThat(shown.out()).contains("And at night?", "[interrupted]", "Really?");
    try (Store store = store()) {
      assertThat(store.conversations().list(Page.first(9))).hasSize(1);
    }
  }

  @Test
  void whileItsProcessLivesItIsShownWithoutAnAnswer() {
    run("ask", "What colour is the sky?");
    try (Store store = store()) {
      lose(store);

      CommandRun.Result shown = run("log", "show");

      assertThat(shown.code()).as(shown.err()).isZero();
      assertThat(shown.out()).contains("It is blue.", "And at night?", "[left]");
      assertThat(run("ask", "-c", "Really?").err()).contains("an answer is being written");
    }
  }
}
