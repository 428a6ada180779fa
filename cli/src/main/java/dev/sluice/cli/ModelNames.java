package dev.sluice.cli;

import dev.sluice.chat.ModelName;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says of a model's name that cannot be meant what may have been meant by it. */
final class ModelNames {
  /** Where an address ends; no model is called so. */
  private static final Pattern VERSION = Pattern.compile("v\\d[\\w.]*");

  private ModelNames() {}

  /**
   * Looks at a name before it is looked for.
   *
   * @param providers those that there are
   * @throws UsageException if it is none, or its provider is not there
   */
  static void check(String name, List<String> providers) {
    if (!name.contains("/")) {
      throw new UsageException(withoutProvider(name.strip(), providers));
    }
    ModelName asked = ModelName.of(name);
    if (asked.address().isEmpty() && asked.speaks().matches(".+:|.*\\+.*")) {
      // Without the address, here as below.
      throw new UsageException(
          "where a server is stands behind a provider's name and begins with http:// or https://,"
              + " as in openai+http://HOST/v1/MODEL");
    }
    if (!asked.speaks().isEmpty() && !providers.contains(asked.speaks())) {
      throw new UsageException(
          "there is no provider " + Values.quoted(asked.speaks()) + meant(asked, providers));
    }
    boolean ended = asked.model().isEmpty() || VERSION.matcher(asked.model()).matches();
    if (asked.address().isPresent() && ended && !name.matches(".*#.+")) {
      // Without the address, which may hold a password.
      throw new UsageException(
          "the name says where a server is, and no model of it: "
              + asked.speaks()
              + "+http://HOST/v1/MODEL");
    }
  }

  private static String withoutProvider(String name, List<String> providers) {
    boolean isProvider =
        providers.contains(name) && !name.equals("openai") && !name.equals("local");
    String example = isProvider ? name + "/MODEL" : Visible.of(Unprefixed.whole(name));
    return "a model is named provider/model, such as "
        + example
        + " or "
        + RequestOptions.DEFAULT_MODEL
        + ", not "
        + Values.quoted(name);
  }

  private static String meant(ModelName asked, List<String> providers) {
    Optional<String> habit = Habits.provider(asked.speaks()).filter(providers::contains);
    List<String> similar =
        habit.map(List::of).orElseGet(() -> Similar.to(asked.speaks(), providers));
    if (similar.isEmpty()) {
      return "; those that there are: sluice models";
    }
    String after = asked.address().isPresent() ? "+http://…" : "/…";
    return "; did you mean " + String.join(after + " or ", similar) + after + "?";
  }
}
