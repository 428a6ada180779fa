package dev.sluice.server.pairs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Entries;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Recorded.Frame;
import dev.sluice.server.dialect.Told;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is exchanged of one feature: requests of dialects, and answers of providers. */
public final class Exchanged {
  /** What is asked besides, where a feature says nothing of it. */
  private static final Map<String, String> USUAL =
      Map.of(
          "openai.chat",
          """
          {"model":"m","stream":true,"stream_options":{"include_usage":true},
           "messages":[{"role":"user","content":"Hi"}]}""",
          "openai.responses",
          "{\"model\":\"m\",\"input\":\"Hi\"}",
          "anthropic.messages",
          """
          {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""",
          "gemini.generate_content",
          """
          {"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""",
          "ollama.chat",
          """
          {"model":"m","messages":[{"role":"user","content":"Hi"}]}""",
          "ai-sdk.ui-messages",
          """
          {"id":"c","messages":[{"id":"u","role":"user","parts":[{"type":"text","text":"Hi"}]}]}""",
          "ag-ui",
          """
          {"threadId":"t","runId":"r","messages":[{"id":"u","role":"user","content":"Hi"}]}""",
          "runs",
          "{\"model\":\"m\",\"prompt\":\"Hi\"}");

  /** How answers of each format begin and end; {@code …} stands for what is between. */
  private static final Map<String, String> ANSWER =
      Map.of(
          "openai.chat",
          """
          {"id":"c1","object":"chat.completion.chunk","created":1800000000,"model":"x","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}
          …
          {"id":"c1","object":"chat.completion.chunk","created":1800000000,"model":"x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
          [DONE]""",
          "openai.responses",
          """
          {"type":"response.created","response":{"id":"resp_1","object":"response","created_at":1800000000,"status":"in_progress","model":"x","output":[]}}
          …
          {"type":"response.completed","response":{"id":"resp_1","object":"response","created_at":1800000000,"status":"completed","model":"x","output":[]}}""",
          "anthropic.messages",
          """
          {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"x","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}}
          …
          {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}
          {"type":"message_stop"}""",
          "gemini.generate_content",
          """
          …
          {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP"}]}""",
          "ollama.chat",
          """
          …
          {"model":"x","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}""",
          "bedrock.converse",
          """
          {"messageStart":{"role":"assistant"}}
          …
          {"messageStop":{"stopReason":"end_turn"}}
          {"metadata":{"usage":{"inputTokens":3,"outputTokens":2,"totalTokens":5}}}""");

  private Exchanged() {}

  /** What a client of this dialect asks that says this. */
  public static Asked asked(Dialect dialect, Feature feature, JsonObject said) {
    JsonObject usual = new JsonObject(USUAL.getOrDefault(dialect.name(), "{}"));
    if (said.containsKey("messages")) {
      usual.remove("prompt");
    }
    Map<String, String> headers = new TreeMap<>();
    feature
        .texts("header", dialect.name())
        .map(line -> line.split(": ", 2))
        .forEach(header -> headers.put(header[0], header[1]));
    String path = dialect.addresses().getFirst().path();
    Head head = new Head(path, path.contains("*") ? "models/m" : "", Map.of("alt", "sse"), headers);
    byte[] body = Shape.with(usual, said).encode().getBytes(UTF_8);
    return dialect.decode(head, body, Limits.USUAL);
  }

  /** The answers that providers of this format give. */
  public static List<Answered> answers(Feature feature, Formats format) {
    String[] around = ANSWER.getOrDefault(format.id, "…").split("…", -1);
    return Stream.concat(
            feature.texts("frames", format.id).map(text -> around[0] + text + around[1]),
            feature.texts("whole", format.id).map(text -> around[0] + text))
        .map(text -> answered(format, text))
        .toList();
  }

  private static Answered answered(Formats format, String text) {
    List<Frame> frames =
        text.lines()
            .filter(line -> !line.isBlank())
            .map(line -> Recorded.frame(format.id, line))
            .toList();
    return new Answered(format, frames, Recorded.answer(format.id, format.model, frames));
  }

  /** An answer as it came, and what the library makes of it. */
  public record Answered(Formats format, List<Frame> frames, Recorded.Answer answer) {

    /** What a client of this dialect is told of it as it comes. */
    public String told(Dialect dialect) {
      Encoder encoder = dialect.encoder(told(dialect, thoughtful(dialect)));
      Bytes out = new Bytes();
      int position = 0;
      if (dialect.wireFormat().equals(format.id)) {
        for (Frame frame : frames) {
          byte[] data = frame.data();
          encoder.frame(frame.type(), data, 0, data.length, Recorded.at(++position), out);
        }
      } else {
        for (StreamEvent event : answer.events()) {
          encoder.event(event, Recorded.at(++position), out);
        }
      }
      encoder.end(Entries.stripped(answer.ending()), Recorded.at(position + 1), out);
      return out.toString();
    }

    /** The same as one document. */
    public String document(Dialect dialect) {
      byte[] document = dialect.document(told(dialect, thoughtful(dialect)), answer.ending());
      return new String(document, UTF_8);
    }

    private Told told(Dialect dialect, JsonObject said) {
      Feature none = new Feature("", "", List.of());
      Asked asked = asked(dialect, none, said);
      return new Told(
          "r1",
          format.model,
          Instant.ofEpochSecond(1_800_000_000),
          asked.view(),
          asked.request(),
          asked.labels(),
          format.model);
    }

    /** A request of one who wants to be told thoughts. */
    private static JsonObject thoughtful(Dialect dialect) {
      return dialect.name().equals("gemini.generate_content")
          ? new JsonObject("{\"generationConfig\":{\"thinkingConfig\":{\"includeThoughts\":true}}}")
          : new JsonObject();
    }
  }

  /** What a client reads: the data of server-sent events, or lines. */
  public static JsonArray events(String told) {
    List<Object> events = new ArrayList<>();
    told.lines()
        .map(line -> line.startsWith("data: ") ? line.substring("data: ".length()) : line)
        .filter(line -> line.startsWith("{"))
        .forEach(line -> events.add(Json.decodeValue(line)));
    return new JsonArray(events);
  }
}
