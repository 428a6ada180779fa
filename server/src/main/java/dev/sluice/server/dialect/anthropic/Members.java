package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.server.dialect.RequestJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where the members of an object stand that is being read, so that those without another form go on
 * as they came. Not thread-safe.
 */
final class Members {
  /** Whose members they are, as long as nobody knows who is asked. */
  static final String WHOEVER = "";

  private final RequestJson json;
  private final Map<String, Span> spans = new LinkedHashMap<>();

  private record Span(int from, int to) {}

  Members(RequestJson json) {
    this.json = json;
  }

  /** Takes note of a member that was read just now, and whose value began there. */
  void add(String name, int from) {
    spans.put(name, new Span(from, json.behind()));
  }

  /** Whether it is there, and not null. */
  boolean has(String name) {
    return spans.containsKey(name);
  }

  /** A member's JSON text. */
  String json(String name, String otherwise) {
    Span span = spans.get(name);
    return span == null ? otherwise : text(json, span.from, span.to);
  }

  /** What stands between two places of what is read. */
  static String text(RequestJson json, int from, int to) {
    return new String(json.bytes(), from, to - from, StandardCharsets.UTF_8);
  }

  /** Whether there are others than these. */
  boolean hasMoreThan(Set<String> known) {
    return !known.containsAll(spans.keySet());
  }

  /** All but these. */
  Map<String, String> but(Set<String> known) {
    Map<String, String> rest = new LinkedHashMap<>();
    spans.forEach(
        (name, span) -> {
          if (!known.contains(name)) {
            rest.put(name, text(json, span.from, span.to));
          }
        });
    return rest;
  }

  /** The part with all members but these, if there are any. */
  Part mark(Part part, Set<String> known) {
    Map<String, String> rest = but(known);
    return rest.isEmpty() ? part : part.withData(ProviderData.of(WHOEVER, rest));
  }

  /** The part as one of whichever provider is asked, with all members but these. */
  Part own(Part part, Set<String> known) {
    return part.withData(ProviderData.of(WHOEVER, but(known)));
  }
}
