package dev.sluice.llamacpp.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaModelTest {
  @TempDir Path folder;

  @Test
  void theDefaultModelSaysWhatItIs() {
    try (LlamaModel model = RealModel.open()) {
      assertThat(model.trainedContext()).isEqualTo(8192);
      assertThat(model.generatesText()).isTrue();
      assertThat(model.chatTemplate()).get().asString().contains("<|im_start|>");
    }
  }

  @Test
  void aClosedModelIsRefusedAndClosingItAgainDoesNothing() {
    LlamaModel model = RealModel.open();
    model.close();
    assertThatCode(model::close).doesNotThrowAnyException();
    assertThatIllegalStateException()
        .isThrownBy(model::trainedContext)
        .withMessage("the model is closed");
    assertThatIllegalStateException().isThrownBy(model::generatesText);
    assertThatIllegalStateException().isThrownBy(model::chatTemplate);
    assertThatIllegalStateException()
        .isThrownBy(() -> model.context(new ContextOptions(64, 1, 8, 1)));
  }

  @Test
  void theVocabularyOfAClosedModelIsRefused() {
    LlamaModel model = RealModel.open();
    Vocabulary vocabulary = model.vocabulary();
    model.close();
    assertThatIllegalStateException().isThrownBy(() -> vocabulary.tokenize("Hi", false));
    assertThatIllegalStateException().isThrownBy(() -> vocabulary.bytes(0));
    assertThatIllegalStateException().isThrownBy(() -> vocabulary.isControl(0));
    assertThatIllegalStateException().isThrownBy(() -> vocabulary.endsGeneration(0));
    assertThatIllegalStateException().isThrownBy(vocabulary::beginning);
    assertThatIllegalStateException().isThrownBy(vocabulary::startsWithBeginning);
    assertThatIllegalStateException().isThrownBy(vocabulary::isSentencePiece);
  }

  @Test
  void aFileThatLlamaCppRefusesIsNamedWithItsReasonFromTheLog() throws Exception {
    Path file = Files.writeString(folder.resolve("text.gguf"), "no model at all");
    assertThatThrownBy(() -> RealModel.llama().model(file))
        .isInstanceOf(LlamaException.class)
        .hasMessageStartingWith("llama.cpp cannot load " + file + ". llama.cpp said: ")
        .hasMessageContaining("magic");
  }

  @Test
  void theReasonOfOneFailureIsNotToldOfTheNext() throws Exception {
    Llama llama = RealModel.llama();
    Path text = Files.writeString(folder.resolve("text.gguf"), "no model at all");
    assertThatThrownBy(() -> llama.model(text)).hasMessageContaining("magic");
    Path missing = folder.resolve("missing-ä.gguf");
    assertThatThrownBy(() -> llama.model(missing))
        .hasMessageContaining("missing-ä.gguf")
        .hasMessageNotContaining("magic");
  }

  @Test
  void aPathWithLettersBeyondAsciiIsFound() throws Exception {
    Path link = folder.resolve("modèle 模型.gguf");
    Files.createSymbolicLink(link, RealModel.file());
    try (LlamaModel model = RealModel.llama().model(link)) {
      assertThat(model.vocabulary().size()).isEqualTo(49_152);
    }
    Files.delete(link);
  }

  @Test
  void loadingTheLibrariesAgainGivesTheSame() {
    assertThat(RealModel.llama()).isSameAs(RealModel.llama());
  }

  @Test
  void aFolderWithoutLibrariesIsNamed() {
    assertThatThrownBy(() -> Llama.load(folder))
        .isInstanceOf(LlamaException.class)
        .hasMessageStartingWith("There is no ")
        .hasMessageContaining("ggml-base")
        .hasMessageEndingWith(" library in " + folder);
    assertThatThrownBy(() -> Llama.load(folder.resolve("gone")))
        .isInstanceOf(LlamaException.class)
        .hasMessageContaining("cannot be read: there is no file " + folder.resolve("gone"));
  }

  @Test
  void aLibraryThatIsNoneSaysWhatTheSystemNeeds() throws Exception {
    for (String name : new String[] {"libggml-base.so", "libggml.so", "libllama.so"}) {
      Files.writeString(folder.resolve(name), "no library");
    }
    assertThatThrownBy(() -> Llama.load(folder))
        .isInstanceOf(LlamaException.class)
        .hasMessageContaining("libggml-base.so cannot be loaded on this system")
        .hasMessageContaining("glibc 2.34 or newer");
  }
}
