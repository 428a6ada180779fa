package dev.sluice.spi.provider;

import dev.sluice.provider.ModelListing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The models that a server names, as a list of them: what it says goes to screens and into files,
 * so keys are taken out of it, what could forge a line is left out, and there is a bound on how
 * much there is. Not thread-safe.
 */
public final class Offered {
  /** The longest list that is known has some hundred. */
  public static final int MAX_MODELS = 10_000;

  private static final int MAX_NAME = 300;
  private static final int MAX_STATE = 200;

  private final Account account;
  private final Map<String, ModelListing> models = new LinkedHashMap<>();

  /**
   * No model yet.
   *
   * @param account with the key that it was asked with
   */
  public Offered(Account account) {
    this.account = account;
  }

  /** Adds a model, of which nothing more is known than where it is. */
  public void add(String id) {
    add(id, "", OptionalLong.empty());
  }

  /**
   * Adds a model, unless its name is none, or there are too many.
   *
   * @param state what is said of it; where it is, if that is empty
   * @param bytesOnDisk how large it is, if it is on this machine
   */
  public void add(String id, String state, OptionalLong bytesOnDisk) {
    boolean usable = !id.isEmpty() && id.length() <= MAX_NAME && isLine(id, false);
    if (!usable || models.size() >= MAX_MODELS) {
      return;
    }
    String name = account.modelName(account.redact(id));
    String clean = state.isBlank() ? BaseUrl.shown(account.base()) : line(account.redact(state));
    models.putIfAbsent(name, new ModelListing(name, true, clean, bytesOnDisk));
  }

  /** All of them. */
  public List<ModelListing> models() {
    return List.copyOf(models.values());
  }

  private static String line(String text) {
    String shown = text.length() <= MAX_STATE ? text : text.substring(0, MAX_STATE) + "…";
    return isLine(shown, true)
        ? shown
        : shown
            .codePoints()
            .map(c -> isShown(c) ? c : ' ')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  private static boolean isLine(String text, boolean blanks) {
    return text.codePoints().allMatch(c -> isShown(c) || (blanks && c == ' '));
  }

  /** Not what moves the cursor, turns the direction of the line, or is not seen. */
  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
