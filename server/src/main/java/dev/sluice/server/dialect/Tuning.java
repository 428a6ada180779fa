package dev.sluice.server.dialect;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the extra fields of a request say that other formats have too, in forms of their own. What
 * cannot be meant is not there.
 *
 * @param parallel whether an answer may have several calls of tools
 * @param effort how much to think
 * @param thoughts that what the model thinks is to be told
 * @param topK as JSON, a whole number of 1 or more
 * @param frequency the penalty for what was said often, as JSON, a number from -2 to 2
 * @param presence the penalty for what was said at all, likewise
 * @param endless that an answer may be as long as its model makes it
 */
record Tuning(
    Optional<Said<Boolean>> parallel,
    Optional<Said<Effort>> effort,
    Optional<Said<Boolean>> thoughts,
    Optional<Said<String>> topK,
    Optional<Said<String>> frequency,
    Optional<Said<String>> presence,
    Optional<Said<Boolean>> endless) {
  private static final Pattern WHOLE = Pattern.compile("([1-9]\\d{0,8})(\\.0{1,9})?");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}(\\.\\d{1,20})?");
  private static final double MAX_PENALTY = 2;

  /** More than any of these objects has. They are read at the home of the response. */
  static final int MAX_MEMBERS = 256;

  /**
   * What a request says.
   *
   * @param paths the fields that say it: {@code reasoning.effort}, or {@code thinking} for all of
   *     it
   */
  record Said<T>(T value, Set<String> paths) {
    static <T> Said<T> by(T value, String... paths) {
      return new Said<>(value, Set.of(paths));
    }
  }

  /** What these fields say in requests of this wire format. */
  static Tuning of(String format, Map<String, String> extra) {
    return switch (format) {
      case FormatNames.CHAT -> chat(extra);
      case FormatNames.RESPONSES -> responses(extra);
      case FormatNames.MESSAGES -> messages(extra);
      case FormatNames.GEMINI -> gemini(extra);
      case FormatNames.OLLAMA -> ollama(extra);
      default -> numbers(extra, "", Optional.empty(), Optional.empty(), Optional.empty());
    };
  }

  private static Tuning chat(Map<String, String> extra) {
    String effort = "reasoning_effort";
    return numbers(
        extra,
        "",
        parallel(extra),
        Effort.of(text(extra.get(effort))).map(said -> Said.by(said, effort)),
        Optional.empty());
  }

  private static Tuning responses(Map<String, String> extra) {
    Map<String, String> reasoning = members(extra.get("reasoning"));
    return new Tuning(
        parallel(extra),
        Effort.of(reasoning.getOrDefault("effort", ""))
            .map(said -> Said.by(said, "reasoning.effort")),
        Optional.ofNullable(reasoning.get("summary"))
            .map(any -> Said.by(true, "reasoning.summary")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Optional<Said<Boolean>> parallel(Map<String, String> extra) {
    String name = "parallel_tool_calls";
    return switch (extra.getOrDefault(name, "")) {
      case "true" -> Optional.of(Said.by(true, name));
      case "false" -> Optional.of(Said.by(false, name));
      default -> Optional.empty();
    };
  }

  private static Tuning messages(Map<String, String> extra) {
    String oneAtATime = "disable_parallel_tool_use";
    Map<String, String> thinking = members(extra.get("thinking"));
    Optional<Effort> thinks = thinks(thinking);
    Optional<Said<Effort>> said = thinks.map(how -> Said.by(how, "thinking"));
    Optional<Effort> word =
        Effort.of(members(extra.get("output_config")).getOrDefault("effort", ""));
    if (word.isPresent() && thinks.filter(Effort::isOff).isEmpty()) {
      // A word tells more than that it is to think, and no more than how many tokens.
      Effort both =
          new Effort(word.get().level(), thinks.map(Effort::tokens).orElse(word.get().tokens()));
      said =
          Optional.of(
              thinks.isPresent()
                  ? Said.by(both, "thinking", "output_config.effort")
                  : Said.by(both, "output_config.effort"));
    }
    boolean told = thinks.isPresent() && !thinking.getOrDefault("display", "").equals("omitted");
    return numbers(
        extra,
        "",
        extra.containsKey(oneAtATime) ? Optional.of(Said.by(false, oneAtATime)) : Optional.empty(),
        said,
        told ? Optional.of(Said.by(true)) : Optional.empty());
  }

  private static Optional<Effort> thinks(Map<String, String> thinking) {
    return switch (thinking.getOrDefault("type", "")) {
      case "disabled" -> Optional.of(Effort.of(Effort.Level.OFF));
      case "adaptive" -> Optional.of(Effort.of(Effort.Level.AUTO));
      case "enabled" -> {
        Matcher tokens = WHOLE.matcher(thinking.getOrDefault("budget_tokens", ""));
        yield tokens.matches()
            ? Optional.of(Effort.of(Integer.parseInt(tokens.group(1))))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private static Tuning gemini(Map<String, String> extra) {
    String field = "thinkingConfig";
    Optional<Effort> effort = Optional.empty();
    Set<String> paths = new LinkedHashSet<>();
    for (Map.Entry<String, String> member : members(extra.get(field)).entrySet()) {
      switch (member.getKey()) {
        case "thinkingBudget", "thinking_budget" -> effort = budget(member.getValue());
        case "thinkingLevel", "thinking_level" -> effort = Effort.of(member.getValue());
        // What the gateway does itself.
        case "includeThoughts", "include_thoughts" -> {}
        default -> {
          continue;
        }
      }
      paths.add(field + "." + member.getKey());
    }
    return new Tuning(
        Optional.empty(),
        effort.map(said -> new Said<>(said, paths)),
        Optional.empty(),
        topK(extra, "topK", ""),
        penalty(extra, "frequencyPenalty", ""),
        penalty(extra, "presencePenalty", ""),
        Optional.empty());
  }

  private static Optional<Effort> budget(String number) {
    Matcher tokens = WHOLE.matcher(number);
    return switch (number) {
      case "-1" -> Optional.of(Effort.of(Effort.Level.AUTO));
      case "0" -> Optional.of(Effort.of(Effort.Level.OFF));
      default ->
          tokens.matches()
              ? Optional.of(Effort.of(Integer.parseInt(tokens.group(1))))
              : Optional.empty();
    };
  }

  private static Tuning ollama(Map<String, String> extra) {
    String field = "think";
    String think = text(extra.get(field));
    Optional<Effort> effort =
        switch (think) {
          case "true" -> Optional.of(Effort.of(Effort.Level.AUTO));
          case "false" -> Optional.of(Effort.of(Effort.Level.OFF));
          default -> Effort.of(think);
        };
    return numbers(
        members(extra.get("options")),
        "options.",
        Optional.empty(),
        effort.map(said -> Said.by(said, field)),
        effort.filter(said -> !said.isOff()).map(said -> Said.by(true)));
  }

  private static Tuning numbers(
      Map<String, String> fields,
      String above,
      Optional<Said<Boolean>> parallel,
      Optional<Said<Effort>> effort,
      Optional<Said<Boolean>> thoughts) {
    return new Tuning(
        parallel,
        effort,
        thoughts,
        topK(fields, "top_k", above),
        penalty(fields, "frequency_penalty", above),
        penalty(fields, "presence_penalty", above),
        // Only what is no limit is left there.
        Optional.ofNullable(fields.get("num_predict"))
            .filter(any -> !above.isEmpty())
            .map(any -> Said.by(true, above + "num_predict")));
  }

  private static Optional<Said<String>> topK(
      Map<String, String> fields, String name, String above) {
    Matcher number = WHOLE.matcher(fields.getOrDefault(name, ""));
    return number.matches()
        ? Optional.of(Said.by(number.group(1), above + name))
        : Optional.empty();
  }

  private static Optional<Said<String>> penalty(
      Map<String, String> fields, String name, String above) {
    String number = fields.getOrDefault(name, "");
    return NUMBER.matcher(number).matches() && Math.abs(Double.parseDouble(number)) <= MAX_PENALTY
        ? Optional.of(Said.by(number, above + name))
        : Optional.empty();
  }

  /**
   * The members of an object that are not null, texts without quotation marks, numbers and truths
   * as JSON, all others empty; none if it is no object, or has more than any has.
   */
  static Map<String, String> members(@Nullable String object) {
    if (object == null) {
      return Map.of();
    }
    byte[] bytes = object.getBytes(StandardCharsets.UTF_8);
    Map<String, String> members = new LinkedHashMap<>();
    int read = 0;
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (++read > MAX_MEMBERS) {
            return Map.of();
          }
          if (json.isNull()) {
            json.skip();
          } else {
            members.put(name, json.text());
          }
        }
      }
      return members;
    } catch (JsonException impossible) {
      return members;
    }
  }

  /** A text without its quotation marks, or what else it is; empty if it is not there. */
  private static String text(@Nullable String json) {
    return json == null ? "" : json.replaceFirst("^\"(.*)\"$", "$1");
  }
}
