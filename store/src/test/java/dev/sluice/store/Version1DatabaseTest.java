package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.log.Entry;
import dev.sluice.log.Offset;
import dev.sluice.log.RunLabel;
import dev.sluice.log.RunReader;
import dev.sluice.log.RunState;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link Version1Database} wrote is opened by this version and any later one. */
final class Version1DatabaseTest {
  @TempDir private Path temporary;

  private Store store;

  @BeforeEach
  void openStore() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("data"));
    try (InputStream kept = Version1DatabaseTest.class.getResourceAsStream("version-1.db")) {
      Files.copy(Objects.requireNonNull(kept), folder.resolve("sluice.db"));
    }
    store = Store.builder(folder).nativeFolder(temporary).settlesOrphans(false).open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void aRunIsReadFromItsStartToItsEnding() {
    RunState state = store.runs().state("one").orElseThrow();
    assertThat(state.start().request()).isEqualTo(ChatRequest.of("say something"));
    assertThat(state.start().at()).isEqualTo(TestRuns.AT);
    assertThat(state.start().owner()).isEqualTo("ann");
    assertThat(store.runs().find(new RunLabel("ann", "key", "one"))).contains("one");
    assertThat(state.ended().orElseThrow().kind()).isEqualTo("completed");
    assertThat(state.ended().orElseThrow().usage()).isEqualTo(Usage.of(12, 34));
    List<StreamEvent> events = new ArrayList<>();
    try (RunReader reader = store.runs().read("one", Offset.START)) {
      while (reader.next() && reader.kind() == Entry.Kind.EVENT) {
        events.add(reader.event());
      }
    }
    assertThat(events)
        .containsExactly(
            new StreamEvent.TextDelta(0, "What was "),
            new StreamEvent.TextDelta(0, "written."),
            new StreamEvent.UsageReported(Usage.of(12, 34)));
  }

  @Test
  void anOrphanIsSettledUnderAnEpochThatIsNew() {
    assertThat(store.runStore().epoch()).isEqualTo(2);
    assertThat(store.runs().settleOrphans()).containsExactly("two");
    assertThat(store.runs().state("two").orElseThrow().ended().orElseThrow().kind())
        .isEqualTo("interrupted");
  }

  @Test
  void theConversationIsFoundAndGoesOn() {
    Conversation found = store.conversations().last().orElseThrow();
    assertThat(found.pinned()).isTrue();
    assertThat(store.conversations().path(found.id()))
        .isEqualTo(
            List.of(
                Message.user(Version1Database.QUESTION),
                new Message.Assistant(List.of(Part.text("What was written.")), "test/model")));
    assertThat(store.conversations().search("\u65e5\u672c\u8a9e", 10)).hasSize(1);
  }
}
