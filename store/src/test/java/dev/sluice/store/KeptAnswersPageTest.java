package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Message;
import dev.sluice.chat.StreamEvent;
import dev.sluice.fake.FakeModel;
import dev.sluice.log.Kept;
import dev.sluice.log.Offset;
import dev.sluice.log.Replay;
import dev.sluice.log.RunIds;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunReader;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunWriter;
import dev.sluice.provider.UserFolders;
import dev.sluice.rules.Page;
import dev.sluice.stream.ChatModel;
import dev.sluice.time.Clock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on kept answers is true: its Java stands below and is run, its names are the code's. */
class KeptAnswersPageTest {
  private final Page page;
  private final Clock clock = Clock.system();
  private final RunIds ids = RunIds.of(clock);
  private final FakeModel fake = FakeModel.saying("Rivers carry salt into it.");
  private final ChatModel model = fake.model();

  @TempDir Path folder;

  KeptAnswersPageTest() throws IOException {
    page = Page.of("kept-answers.md", KeptAnswersPageTest.class);
  }

  @Test
  void everyJavaExampleIsCompiled() {
    page.mustHaveItsExamplesInTheTest(2);
  }

  @Test
  void aRunIsKeptAndFollowed() {
    List<StreamEvent> shown = new ArrayList<>();
    Offset place = Offset.START;
    Ending ending;
    Kept kept;
    try (Store store = Store.open(folder)) {
      ChatRequest request = ChatRequest.of("Why is the sea salt?");
      RunStart start = new RunStart(ids.next(), model.name(), request, clock.now());
      RunWriter run = store.runs().begin(start);
      var _ = model.stream(request, run).onEach(event -> {});

      try (RunReader reader = store.runs().read(run.run(), Offset.START)) {
        Replay replay = Replay.of(start);
        while (reader.next()) {
          replay.add(reader, event -> shown.add(event));
          place = reader.offset();
        }
        ending = replay.ending().orElseThrow();
      }
      kept = run.kept().join();
    }
    assertThat(ending.reply().text()).isEqualTo("Rivers carry salt into it.");
    assertThat(shown).last().isEqualTo(new StreamEvent.Ended(ending));
    assertThat(kept).isEqualTo(new Kept.Whole(place));
    assertThat(Offset.parse(place.toString())).isEqualTo(place);
  }

  @Test
  void aConversationGoesOn() {
    try (Store store = Store.open(folder)) {
      Conversations talks = store.conversations();
      List<Message> said = List.of(Message.user("Why is the sea salt?"));
      RunStart first = new RunStart(ids.next(), model.name(), ChatRequest.of(said), clock.now());
      Turn turn = talks.ask(Optional.empty(), Optional.empty(), said, first);
      RunWriter answer = store.runs().begin(first);
      model.stream(first.request(), answer).await();
      answer.kept().join();

      Message next = Message.user("In five words?");
      List<Message> history = new ArrayList<>(talks.path(turn.conversation()));
      history.add(next);
      RunStart second =
          new RunStart(ids.next(), model.name(), ChatRequest.of(history), clock.now());
      talks.ask(
          Optional.of(turn.conversation()), Optional.of(turn.answer()), List.of(next), second);

      assertThat(history.stream().map(Wording::of))
          .containsExactly("Why is the sea salt?", "Rivers carry salt into it.", "In five words?");
      assertThat(talks.messages(turn.conversation())).hasSize(4);
    }
  }

  @Test
  void itSaysWhereTheDatabaseIs() {
    try (Store store = Store.open(folder)) {
      assertThat(page.found("the database `(.*?)`"))
          .containsExactly(store.file().getFileName().toString());
    }
    Path home = Path.of("/home/you");
    assertThat(page.found("else `~/(.*?)` \\|"))
        .containsExactly(
            home.relativize(UserFolders.data(Map.of("HOME", home.toString()))).toString());
  }

  @Test
  void itSaysAllThatCanGoWrong() {
    assertThat(page.found("^\\| `([A-Z]+)` \\|"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(RunLogException.Kind.values()).map(Enum::name).toList());
  }

  @Test
  void itsConversationCanBeImported() throws IOException {
    String json = page.found("```json\n(.*?)```").getFirst();
    try (Store store = Store.open(folder)) {
      Conversation made =
          store
              .conversations()
              .importJson(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));

      assertThat(made.title()).isEqualTo("Why is the sky blue?");
      assertThat(store.conversations().path(made.id()).stream().map(Wording::of))
          .containsExactly("Why is the sky blue?", "Because…");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      store.conversations().exportJson(made.id(), out);
      assertThat(beginnings(out.toString(StandardCharsets.UTF_8))).isEqualTo(beginnings(json));
    }
  }

  private static List<String> beginnings(String json) {
    return json.lines().map(line -> line.replaceFirst("^(,?\\{?\"\\w+\").*", "$1")).toList();
  }
}
