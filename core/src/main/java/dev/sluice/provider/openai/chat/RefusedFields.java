package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Failure;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What servers have refused of that which this library adds to requests by itself, for each of
 * their models: so it is not sent again. Thread-safe.
 */
public final class RefusedFields {
  /** So many models are remembered; then the ones that were not used for longest are forgotten. */
  static final int MAX_MODELS = 1000;

  /** What is said of a field that is not known, not of its value. */
  private static final Pattern REFUSED =
      Pattern.compile(
          "un(supported|known|recognized|recognised|expected)[ _](request |keyword )?"
              + "(parameter|param|field|argument|property|key|input|name)"
              + "|(is|are) unsupported|not (currently |yet )?(supported|permitted|allowed|recogni[sz]ed)|isn't supported"
              + "|extra[ _](input|field|data|forbidden|propert)|additional propert"
              + "|does(n't| not) support|no such (parameter|field)"
              + "|invalid (request )?(parameter|field|argument)|(is|are) deprecated");

  /** What is said of a value. */
  private static final Pattern VALUE =
      Pattern.compile(
          "too (large|small|long|high|big)|at (most|least)|(less|greater|more|larger) than"
              + "|exceed|above.max|below.min|must be (?!satisfied)");

  private final Map<String, Set<String>> byModel =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
          return size() > MAX_MODELS;
        }
      };

  /** None is known yet. */
  public RefusedFields() {}

  /** What this model's server refuses. */
  synchronized Set<String> of(String model) {
    return byModel.getOrDefault(model, Set.of());
  }

  /** Remembers it. */
  synchronized void add(String model, Set<String> fields) {
    Set<String> all = new LinkedHashSet<>(byModel.getOrDefault(model, Set.of()));
    all.addAll(fields);
    byModel.put(model, Set.copyOf(all));
  }

  /** Which of these fields a refusal says to be unknown, or not supported. */
  static Set<String> blamed(Failure.Refused refusal, Set<String> fields) {
    Set<String> blamed = new LinkedHashSet<>();
    boolean mayBlame =
        (refusal.status() == 400 || refusal.status() == 422)
            && (refusal.reason() == Failure.Reason.INVALID_REQUEST
                || refusal.reason() == Failure.Reason.UNKNOWN);
    String said =
        (refusal.type() + " " + refusal.code() + " " + refusal.detail()).toLowerCase(Locale.ROOT);
    if (mayBlame && REFUSED.matcher(said).find() && !VALUE.matcher(said).find()) {
      String where = refusal.field().isEmpty() ? said : refusal.field().toLowerCase(Locale.ROOT);
      for (String field : fields) {
        if (Pattern.compile("(?<![\\w-])" + Pattern.quote(field) + "(?![\\w-])")
            .matcher(where)
            .find()) {
          blamed.add(field);
        }
      }
    }
    return blamed;
  }
}
