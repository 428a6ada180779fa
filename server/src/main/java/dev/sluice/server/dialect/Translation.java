package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the extra fields of a request become for providers that speak another format than its
 * client's: for each of them what its format has, and its models take. Immutable.
 */
public final class Translation {
  static final Translation NONE = new Translation(Map.of(), Set.of(), "");

  /** By provider, name to JSON. */
  private final Map<String, Map<String, String>> options;

  /** The paths of what the provider that is asked first is told. */
  private final Set<String> told;

  /** The provider that is asked first, if it has the same marks for a cache; else empty. */
  private final String marking;

  private Translation(Map<String, Map<String, String>> options, Set<String> told, String marking) {
    this.options = options;
    this.told = told;
    this.marking = marking;
  }

  /**
   * Whom it is for.
   *
   * @param provider what stands before the slash in its models' names
   * @param format its wire format
   * @param takes what all its models that may be asked take
   */
  public record Target(String provider, String format, Set<Takes> takes) {
    public Target {
      takes = Set.copyOf(takes);
    }
  }

  /**
   * What a request becomes.
   *
   * @param format the wire format of its dialect
   * @param targets the one that is asked first before the others
   */
  public static Translation of(String format, Asked asked, List<Target> targets) {
    String marking = marking(format, targets);
    if ((asked.extra().isEmpty() && marking.isEmpty() && !isShort(asked))
        || targets.stream().allMatch(one -> one.format().equals(format))) {
      return NONE;
    }
    Tuning tuning = Tuning.of(format, asked.extra());
    Map<String, Map<String, String>> options = new LinkedHashMap<>();
    Set<String> told = Set.of();
    for (Target target : targets) {
      if (!target.format().equals(format)) {
        TargetOptions its = new TargetOptions(tuning, asked.request(), target);
        options.put(target.provider(), its.fields());
        told = target.equals(targets.getFirst()) ? its.told() : told;
      }
    }
    return new Translation(options, told, marking);
  }

  /** Clients of chat completions mark parts as Anthropic's do. */
  private static String marking(String format, List<Target> targets) {
    return format.equals(FormatNames.CHAT)
            && !targets.isEmpty()
            && targets.getFirst().format().equals(FormatNames.MESSAGES)
        ? targets.getFirst().provider()
        : "";
  }

  /** The request with the marks for a cache that this provider takes. */
  ChatRequest marked(ChatRequest request) {
    return marking.isEmpty() ? request : CacheMarks.by(marking, request);
  }

  /** Whether it asks for fewer tokens than every format has. */
  private static boolean isShort(Asked asked) {
    return asked.request().sampling().maxTokens().orElse(Integer.MAX_VALUE)
        < TargetOptions.MIN_OUTPUT;
  }

  boolean isEmpty() {
    return options.values().stream().allMatch(Map::isEmpty);
  }

  void tell(ChatRequest.Builder request) {
    options.forEach(
        (provider, fields) ->
            fields.forEach((name, json) -> request.providerOption(provider, name, json)));
  }

  /** The paths of what of this extra field the provider that is asked first is not told. */
  List<String> left(String name, String json) {
    if (told.contains(name)) {
      return List.of();
    }
    String above = name + ".";
    if (told.stream().noneMatch(path -> path.startsWith(above))) {
      return List.of(name);
    }
    List<String> left = new ArrayList<>();
    for (String member : Tuning.members(json).keySet()) {
      if (!told.contains(above + member)) {
        left.add(above + member);
      }
    }
    return left;
  }
}
