package dev.sluice.server;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.codec.EventCodec;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client makes of an answer, whatever its dialect.
 *
 * @param text the answer's
 * @param end how it says that it has ended: {@code completed} and the finish reason, {@code
 *     incomplete} and how; empty if it just breaks off
 */
record Said(String text, String end) {

  /** What these chunks of OpenAI's say. */
  static Said byChunks(List<Block> chunks) {
    StringBuilder text = new StringBuilder();
    List<String> ends = new ArrayList<>();
    for (Block block : chunks) {
      if (block.data().equals("[DONE]")) {
        ends.add("done");
        continue;
      }
      text.append(find(block.data(), "choices", "delta", "content").orElse(""));
      find(block.data(), "choices", "finish_reason").ifPresent(ends::add);
      if (find(block.data(), "error", "message").isPresent()) {
        ends.add("incomplete");
      }
    }
    return new Said(text.toString(), String.join(" ", ends));
  }

  /** What these lines of Ollama's say, or an error in their place. */
  static Said byLines(String body) {
    StringBuilder text = new StringBuilder();
    List<String> ends = new ArrayList<>();
    for (String line : body.lines().toList()) {
      text.append(find(line, "message", "content").orElse(""));
      find(line, "done_reason").ifPresent(reason -> ends.add(reason + " done"));
      find(line, "error").ifPresent(error -> ends.add("incomplete"));
    }
    return new Said(text.toString(), String.join(" ", ends));
  }

  /** What these chunks of Google's say. */
  static Said byContents(List<Block> chunks) {
    StringBuilder text = new StringBuilder();
    List<String> ends = new ArrayList<>();
    for (Block block : chunks) {
      text.append(find(block.data(), "candidates", "content", "parts", "text").orElse(""));
      find(block.data(), "candidates", "finishReason")
          .ifPresent(reason -> ends.add(reason.toLowerCase(Locale.ROOT) + " done"));
      if (find(block.data(), "error", "message").isPresent()) {
        ends.add("incomplete");
      }
    }
    return new Said(text.toString(), String.join(" ", ends));
  }

  /** What one document of Google's says, or an error in its place. */
  static Said byContent(int status, String json) {
    return status == 200 ? byContents(List.of(new Block("", "", json))) : byDocument(status, json);
  }

  /** What the events of a response say. */
  static Said byResponses(List<Block> events) {
    StringBuilder text = new StringBuilder();
    List<String> ends = new ArrayList<>();
    for (Block block : events) {
      switch (find(block.data(), "type").orElse("")) {
        case "response.output_text.delta" -> text.append(find(block.data(), "delta").orElse(""));
        case "response.completed" -> ends.add("stop done");
        case "error" -> ends.add("incomplete");
        default -> {}
      }
    }
    return new Said(text.toString(), String.join(" ", ends));
  }

  /** What one response says, or an error in its place. */
  static Said byResponse(int status, String json) {
    return status == 200 && find(json, "status").equals(Optional.of("completed"))
        ? new Said(find(json, "output", "content", "text").orElse(""), "stop done")
        : byDocument(status, json);
  }

  /** What one document of OpenAI's says, or an error in its place. */
  static Said byDocument(int status, String json) {
    if (status == 200) {
      return new Said(
          find(json, "choices", "message", "content").orElse(""),
          find(json, "choices", "finish_reason").orElse("") + " done");
    }
    return new Said(
        "",
        find(json, "error", "message")
            .filter(said -> status >= 400)
            .map(s -> "incomplete")
            .orElse(""));
  }

  /** What the events of a run say. */
  static Said byEvents(List<Block> events) {
    StringBuilder text = new StringBuilder();
    List<String> ends = new ArrayList<>();
    for (Block block : events) {
      switch (EventCodec.decode(block.data())) {
        case StreamEvent.TextDelta delta -> text.append(delta.text());
        case StreamEvent.Ended(Ending.Completed done) ->
            ends.add(done.finishReason().code() + " done");
        case StreamEvent.Ended(Ending.Incomplete early) -> ends.add("incomplete " + early.kind());
        default -> {}
      }
    }
    return new Said(text.toString(), String.join(" ", ends));
  }

  /** A text that stands there, in the first element of whatever is an array. */
  static Optional<String> find(String json, String... path) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try (JsonReader reader = new JsonReader(bytes, 0, bytes.length)) {
      return find(reader, List.of(path));
    }
  }

  private static Optional<String> find(JsonReader json, List<String> path) {
    if (json.isArray()) {
      json.enterArray();
      return json.nextElement() ? find(json, path) : Optional.empty();
    }
    if (path.isEmpty()) {
      return json.isText() ? Optional.of(json.text()) : Optional.empty();
    }
    if (!json.isObject()) {
      return Optional.empty();
    }
    json.enterObject();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      if (name.equals(path.getFirst())) {
        return find(json, path.subList(1, path.size()));
      }
      json.skip();
    }
    return Optional.empty();
  }
}
