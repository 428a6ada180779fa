package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFileTest {
  @TempDir private Path folder;

  /** An interrupted thread closes what it writes to: a write that fails, without a full disk. */
  private static void failToWrite(AnswerFile file) {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> file.write("Yes.".getBytes(UTF_8))).isInstanceOf(IOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aFileToWhichNothingCouldBeWrittenIsNotLeftBehind() throws Exception {
    Path path = folder.resolve("answer.txt");
    try (AnswerFile file = AnswerFile.open(path)) {
      assertThat(path).exists();
      failToWrite(file);
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void whatHadComeStaysWhenTheDiskFills() throws Exception {
    Path path = folder.resolve("answer.txt");
    try (AnswerFile file = AnswerFile.open(path)) {
      file.write("Yes".getBytes(UTF_8));
      failToWrite(file);
    }
    assertThat(path).hasContent("Yes");
  }

  @Test
  void aFileThatWasThereIsNotTakenAway() throws Exception {
    Path path = folder.resolve("answer.txt");
    Files.writeString(path, "older");
    try (AnswerFile file = AnswerFile.open(path)) {
      failToWrite(file);
    }
    assertThat(path).exists();
  }

  @Test
  void anAnswerThatIsWholeAndEmptyIsAnEmptyFile() throws Exception {
    Path path = folder.resolve("answer.txt");
    try (AnswerFile file = AnswerFile.open(path)) {
      file.complete();
    }
    assertThat(path).isEmptyFile();
  }
}
