package dev.sluice.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.StreamEvent;
import dev.sluice.llamacpp.store.KnownModel;
import dev.sluice.llamacpp.store.ModelStore;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.UserFolders;
import dev.sluice.stream.ChatModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code local/PATH.gguf}: a bad file is an ending that says so, and never the process' end. */
final class LocalFilesTest {
  private static final int HEADER_BYTES = 2 << 20;

  @TempDir private static Path folder;

  private static Models models;
  private static Path good;

  @BeforeAll
  static void open() throws Exception {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("SLUICE_LOCAL_THREADS", "1");
    models = Models.of(environment, _ -> {});
    good = ModelStore.of(System.getenv()).obtain(KnownModel.SMOLLM2_135M, _ -> {});
  }

  @AfterAll
  static void close() {
    models.close();
  }

  @Test
  void aGoodFileAnswersAndIsNamedByItsFileName() throws Exception {
    Path copy = Files.copy(good, folder.resolve("mine.gguf"));
    Ending ending = answer(copy);
    assertThat(ending).isInstanceOf(Ending.Completed.class);
    assertThat(ending.reply().started().model()).isEqualTo("mine.gguf");
  }

  @Test
  void aTildeIsTheHomeOfTheEnvironment() throws Exception {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("HOME", folder.toString());
    environment.put("SLUICE_HOME", UserFolders.cache(System.getenv()).toString());
    Files.writeString(folder.resolve("home.gguf"), "no model at all");
    try (Models own = Models.of(environment, _ -> {})) {
      Ending ending = own.model("local/~/home.gguf").stream("Hi").await();
      assertThat(failure(ending).message()).startsWith(folder.resolve("home.gguf").toString());
    }
  }

  @Test
  void aWrongFileIsNotTriedAgain() throws Exception {
    Path file = Files.writeString(folder.resolve("page.gguf"), "<!DOCTYPE html>");
    ChatRequest request = ChatRequest.of("Hi");
    ChatModel model = models.model("local/" + file).with(Retry.upTo(3));
    List<StreamEvent> events = new ArrayList<>();
    model.stream(request).events().forEach(events::add);
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            StreamEvent.Ended.class, ended -> assertRefused(ended.ending(), file));
  }

  @Test
  void aMissingFileIsToldAtOnce() {
    assertThatThrownBy(() -> models.model("local/" + folder.resolve("missing.gguf")))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("there is no file")
        .hasMessageContaining("missing.gguf");
  }

  @Test
  void aFileThatVanishedSinceIsAFailure() throws Exception {
    Path file = Files.write(folder.resolve("vanished.gguf"), new byte[100]);
    var model = models.model("local/" + file);
    Files.delete(file);
    assertRefused(model.stream("Hi").await(), file);
  }

  @Test
  void anEmptyFileIsRefused() throws Exception {
    Path file = Files.createFile(folder.resolve("empty.gguf"));
    assertRefused(answer(file), file);
  }

  @Test
  void aFileOfAnotherFormatIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("text.gguf"), "no model at all\n".repeat(1_000));
    assertRefused(answer(file), file);
  }

  @Test
  void aTruncatedFileIsRefusedWhereverItIsCut() throws Exception {
    for (long size : new long[] {3, 8, 100, HEADER_BYTES / 2, Files.size(good) - 1}) {
      Path file = folder.resolve("cut-" + size + ".gguf");
      Files.copy(good, file);
      try (var open = new RandomAccessFile(file.toFile(), "rw")) {
        open.setLength(size);
      }
      assertRefused(answer(file), file);
    }
  }

  @Test
  void aFileOfZerosIsRefused() throws Exception {
    Path file = folder.resolve("zeros.gguf");
    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(Files.size(good));
    }
    assertRefused(answer(file), file);
  }

  @Test
  void aFolderIsRefused() throws Exception {
    Path file = Files.createDirectory(folder.resolve("folder.gguf"));
    assertRefused(answer(file), file);
  }

  @Test
  void aModelWithATemplateOfNoKnownFamilyIsRefusedWithThoseThatAre() throws Exception {
    Path file = withHeader("unknown.gguf", "<|im_start|>", "<|im_begin|>");
    assertThat(failure(answer(file)).message())
        .contains("unknown.gguf", "family that is not known", "ChatML", "Llama 3");
  }

  @Test
  void aModelWithoutATemplateIsRefused() throws Exception {
    Path file = withHeader("plain.gguf", "tokenizer.chat_template", "tokenizer.chat_tempLATE");
    assertThat(failure(answer(file)).message()).contains("plain.gguf", "no chat template");
  }

  /** The good file with some bytes of its header exchanged for as many others. */
  private static Path withHeader(String name, String old, String other) throws IOException {
    Path file = Files.copy(good, folder.resolve(name));
    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] header = new byte[HEADER_BYTES];
      open.readFully(header);
      String text = new String(header, StandardCharsets.ISO_8859_1);
      assertThat(text).contains(old);
      open.seek(0);
      open.write(text.replace(old, other).getBytes(StandardCharsets.ISO_8859_1));
    }
    return file;
  }

  private static Ending answer(Path file) {
    ChatRequest request = ChatRequest.builder().user("Hi").maxTokens(2).build();
    return models.model("local/" + file).stream(request).await();
  }

  private static void assertRefused(Ending ending, Path file) {
    Failure failure = failure(ending);
    assertThat(failure).isInstanceOf(Failure.Unavailable.class);
    assertThat(failure.message()).contains(file.getFileName().toString());
  }

  private static Failure failure(Ending ending) {
    return ((Ending.Incomplete) ending).cause().failure().orElseThrow();
  }
}
