package dev.sluice.bench;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The file of all that was measured, a JSON object a line: for each commit where and how ({@code
 * "about"}), and then one line for each process. Every line says its commit, and whoever reads them
 * names one: figures of two engines are never mixed. Measuring a client in a scenario anew replaces
 * what is there of the two and the commit.
 */
public final class RawResults {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String ABOUT = "about";
  private static final String COMMIT = "commit";

  private final Path file;

  /** By commit, the one that was measured last at the end. */
  private final Map<String, Map<String, String>> abouts = new LinkedHashMap<>();

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
    String commit = texts.getOrDefault(COMMIT, "unknown");
    if (texts.remove(ABOUT) != null) {
      texts.remove(COMMIT);
      abouts.put(commit, texts);
      return;
    }
    Double repetition = numbers.remove("repetition");
    results.add(
        new Result(
            texts.getOrDefault("scenario", ""),
            texts.getOrDefault("client", ""),
            commit,
            repetition == null ? 0 : repetition.intValue(),
            numbers,
            texts.getOrDefault("error", "")));
  }

  /** From now on this commit is measured, here and so. */
  public void begin(String commit, Map<String, String> about) {
    abouts.remove(commit);
    abouts.put(commit, about);
  }

  /** The commit that was measured last. */
  public Optional<String> latest() {
    return abouts.keySet().stream().reduce((one, next) -> next);
  }

  /** Where and with what a commit was measured, in the order of writing. */
  public Map<String, String> about(String commit) {
    return abouts.getOrDefault(commit, Map.of());
  }

  /** Everything measured of a commit. */
  public List<Result> results(String commit) {
    return results.stream().filter(each -> each.commit().equals(commit)).toList();
  }

  /** Forgets what is known of these together. */
  public void forget(String scenario, String client, String commit) {
    results.removeIf(each -> isOf(each, scenario, client, commit));
  }

  /** Forgets what is known of a scenario and a commit. */
  void forget(String scenario, String commit) {
    results.removeIf(each -> each.scenario().equals(scenario) && each.commit().equals(commit));
  }

  /** How often this client could not do what this scenario asks. */
  long failures(String scenario, String client, String commit) {
    return results.stream()
        .filter(each -> isOf(each, scenario, client, commit) && !each.error().isEmpty())
        .count();
  }

  /**
   * The number of the last repetition of a scenario, of any client and commit. Whatever is measured
   * later has a higher one: only what ran in the same minutes may be compared as a pair.
   */
  public int lastRepetition(String scenario) {
    return results.stream()
        .filter(each -> each.scenario().equals(scenario))
        .mapToInt(Result::repetition)
        .max()
        .orElse(0);
  }

  private static boolean isOf(Result result, String scenario, String client, String commit) {
    return result.scenario().equals(scenario)
        && result.client().equals(client)
        && result.commit().equals(commit);
  }

  /** Adds one; {@link #save} writes it. */
  public void add(Result result) {
    results.add(result);
  }

  /** Writes the file anew. */
  public void save() throws IOException {
    StringBuilder lines = new StringBuilder();
    abouts.forEach(
        (commit, about) -> {
          Map<String, String> texts = new LinkedHashMap<>();
          texts.put(ABOUT, "machine");
          texts.put(COMMIT, commit);
          texts.putAll(about);
          lines.append(line(texts, Map.of())).append('\n');
        });
    for (Result result : results) {
      Map<String, String> texts = new LinkedHashMap<>();
      texts.put("scenario", result.scenario());
      texts.put("client", result.client());
      texts.put(COMMIT, result.commit());
      if (!result.error().isEmpty()) {
        texts.put("error", result.error());
      }
      Map<String, Double> numbers = new TreeMap<>(result.figures());
      numbers.put("repetition", (double) result.repetition());
      lines.append(line(texts, numbers)).append('\n');
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, lines);
  }

  private static String line(Map<String, String> texts, Map<String, Double> numbers) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      texts.forEach(json::writeStringProperty);
      numbers.forEach(json::writeNumberProperty);
      json.writeEndObject();
    }
    return out.toString();
  }
}
