package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The file of all that was measured, a JSON object a line: where ({@code "about"}), and then one
 * line for each process. Measuring a client in a scenario anew replaces what is there of the two.
 */
public final class RawResults {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String ABOUT = "about";

  private final Path file;
  private final Map<String, String> about = new LinkedHashMap<>();
  private final List<Result> results = new ArrayList<>();

  private RawResults(Path file) {
    this.file = file;
  }

  /** What is in the file; nothing, if there is none. */
  public static RawResults in(Path file) throws IOException {
    RawResults raw = new RawResults(file);
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        raw.read(line);
      }
    }
    return raw;
  }

  private void read(String line) {
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, Double> numbers = new TreeMap<>();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
      String name = "";
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        switch (token) {
          case PROPERTY_NAME -> name = json.currentName();
          case VALUE_STRING -> texts.put(name, json.getString());
          case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> numbers.put(name, json.getDoubleValue());
          default -> {}
        }
      }
    }
    if (texts.remove(ABOUT) != null) {
      about.putAll(texts);
      return;
    }
    Double repetition = numbers.remove("repetition");
    results.add(
        new Result(
            texts.getOrDefault("scenario", ""),
            texts.getOrDefault("client", ""),
            repetition == null ? 0 : repetition.intValue(),
            numbers,
            texts.getOrDefault("error", "")));
  }

  /** Where and with what it was measured, in the order of writing. */
  public Map<String, String> about() {
    return about;
  }

  /** Everything measured. */
  public List<Result> results() {
    return results;
  }

  /** Forgets what is known of these two together. */
  void forget(String scenario, String client) {
    results.removeIf(
        result -> result.scenario().equals(scenario) && result.client().equals(client));
  }

  /** How often this client could not do what this scenario asks. */
  long failures(String scenario, String client) {
    return results.stream()
        .filter(result -> result.scenario().equals(scenario) && result.client().equals(client))
        .filter(result -> !result.error().isEmpty())
        .count();
  }

  void add(Result result) {
    results.add(result);
  }

  /** Writes the file anew. */
  void save() throws IOException {
    StringBuilder lines = new StringBuilder();
    Map<String, String> texts = new LinkedHashMap<>(Map.of(ABOUT, "machine"));
    texts.putAll(about);
    lines.append(line(texts, Map.of())).append('\n');
    for (Result result : results) {
      Map<String, String> names = new LinkedHashMap<>();
      names.put("scenario", result.scenario());
      names.put("client", result.client());
      if (!result.error().isEmpty()) {
        names.put("error", result.error());
      }
      Map<String, Double> numbers = new TreeMap<>(result.figures());
      numbers.put("repetition", (double) result.repetition());
      lines.append(line(names, numbers)).append('\n');
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, lines);
  }

  private static String line(Map<String, String> texts, Map<String, Double> numbers) {
    java.io.StringWriter out = new java.io.StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      texts.forEach(json::writeStringProperty);
      numbers.forEach(json::writeNumberProperty);
      json.writeEndObject();
    }
    return out.toString();
  }
}
