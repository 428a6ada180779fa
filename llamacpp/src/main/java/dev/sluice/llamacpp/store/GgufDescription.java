package dev.sluice.llamacpp.store;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a GGUF file says that it holds, as far as that tells what is no model to talk with. */
final class GgufDescription {
  /** Models that read texts and write none, as llama.cpp names their architectures. */
  private static final Set<String> ENCODERS =
      Set.of(
          "bert",
          "eurobert",
          "gemma-embedding",
          "jina-bert-v2",
          "jina-bert-v3",
          "modern-bert",
          "neo-bert",
          "nomic-bert",
          "nomic-bert-moe",
          "t5encoder");

  private String type = "";
  private String architecture = "";
  private long pooling;
  private long parts = 1;
  private boolean vocabulary;

  /** Takes a value if it tells something; else returns false, the value unread. */
  boolean read(String key, int valueType, GgufReader in) throws IOException {
    switch (key) {
      case "general.type" -> type = in.text(valueType);
      case "general.architecture" -> architecture = in.text(valueType);
      case "split.count" -> parts = in.integer(valueType);
      default -> {
        vocabulary |= key.equals("tokenizer.ggml.tokens");
        if (!key.endsWith(".pooling_type")) {
          return false;
        }
        pooling = in.integer(valueType);
      }
    }
    return true;
  }

  /**
   * What it is if it is no model to talk with, and what to do, as the end of a sentence that begins
   * with the file's name; null if it may be one.
   *
   * @param tensors how many there are
   */
  @Nullable String otherThanAModel(long tensors) {
    if (type.equals("adapter")) {
      return "is an adapter (LoRA) for a model, and no model: name the model's own file.";
    }
    if (type.equals("mmproj") || architecture.equals("clip")) {
      return "is a projector (mmproj), which lets a model see or hear, and no model: name the model's own file.";
    }
    if (type.equals("imatrix")) {
      return "is an importance matrix, which helps to quantise a model, and no model: name the model's own file.";
    }
    if (parts > 1) {
      return "is one of %d parts of a model; join them with `llama-gguf-split --merge` first."
          .formatted(parts);
    }
    if (tensors == 0 && vocabulary) {
      return "holds a vocabulary only, and no weights: name the whole model's file.";
    }
    if (pooling > 0 || ENCODERS.contains(architecture)) {
      return "is an embedding model, which makes numbers of texts and writes none: name an instruct model's file.";
    }
    return null;
  }
}
