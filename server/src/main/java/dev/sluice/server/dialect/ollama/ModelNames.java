package dev.sluice.server.dialect.ollama;

/** Names of models, which clients of Ollama's say with a tag and without one. */
final class ModelNames {
  private static final String LATEST = ":latest";

  private ModelNames() {}

  /**
   * The name that the gateway knows: of one without a slash, the tag that stands for none is left
   * out. A provider's own names go as they are.
   */
  static String asked(String name) {
    return name.indexOf('/') < 0 && name.endsWith(LATEST)
        ? name.substring(0, name.length() - LATEST.length())
        : name;
  }

  /** The name as a list of models has it, with a tag. */
  static String told(String id) {
    return id.indexOf('/') < 0 && id.indexOf(':') < 0 ? id + LATEST : id;
  }
}
