package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.log.RunLogException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptRunsTest {
  @TempDir Path folder;

  private Talks talks;

  @BeforeEach
  void open() {
    talks = Talks.in(folder);
  }

  @AfterEach
  void close() {
    talks.close();
  }

  @Test
  void theListHasPagesTheLastBegunFirst() {
    for (int i = 0; i < 5; i++) {
      talks.begin("R" + i);
      talks.clock.advance(Duration.ofSeconds(1));
    }
    List<KeptRun> first = talks.runs.list(Page.first(3));
    assertThat(first.stream().map(KeptRun::id)).containsExactly("R4", "R3", "R2");
    assertThat(talks.runs.list(Page.first(3).behind("R2")).stream().map(KeptRun::id))
        .containsExactly("R1", "R0");
  }

  @Test
  void aRunSaysHowItEndedWhatItUsedAndWhoseItIs() {
    String conversation = talks.said("a question", "an answer");
    KeptRun run = talks.runs.list(Page.first(1)).getFirst();
    assertThat(run.conversation()).contains(conversation);
    assertThat(run.ending()).contains("completed");
    assertThat(run.ended()).contains(talks.clock.now());
    assertThat(run.outputTokens()).hasValue(4);
    assertThat(run.live()).isFalse();
    assertThat(talks.runs.find(run.id())).contains(run);
  }

  @Test
  void aRunIsLiveForAsLongAsItsWriterLives() {
    try (Talks other = talks.another()) {
      other.begin("R1");
      assertThat(talks.runs.find("r1").orElseThrow().live()).isTrue();
      assertThatExceptionOfType(RunLogException.class)
          .isThrownBy(() -> talks.runs.delete("R1"))
          .satisfies(told -> assertThat(told.kind()).isEqualTo(RunLogException.Kind.BUSY));
      other.die();
      assertThat(talks.runs.find("R1").orElseThrow().live()).isFalse();
      talks.runs.delete("R1");
      assertThat(talks.runs.find("R1")).isEmpty();
    }
  }

  @Test
  void whatADeletedRunSaidStaysInItsConversation() {
    String conversation = talks.said("a question", "an answer");
    String run = talks.runs.list(Page.first(1)).getFirst().id();
    talks.runs.delete(run);
    assertThat(talks.conversations.path(conversation)).hasSize(2);
    assertThat(talks.runs.list(Page.first(1))).isEmpty();
    assertThatExceptionOfType(RunLogException.class)
        .isThrownBy(() -> talks.runs.delete(run))
        .satisfies(told -> assertThat(told.kind()).isEqualTo(RunLogException.Kind.GONE));
    assertThat(talks.runs.find("nothing")).isEqualTo(Optional.empty());
  }
}
