package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.Citation;
import dev.sluice.chat.ModelName;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Proof;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** Parts of an answer as content blocks, as JSON. */
final class Blocks {
  static final String TEXT = "{\"type\":\"text\",\"text\":\"\"}";
  static final String THINKING = "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}";

  /** Of blocks that only a provider of this format has. */
  private static final Set<String> OWN = Set.of("compaction", "container_upload", "fallback");

  private Blocks() {}

  /** Whether clients of this format know a call that a provider runs itself, or its result. */
  private static boolean isOurs(String callId) {
    return callId.startsWith("srvtoolu_") || callId.startsWith("mcptoolu_");
  }

  /** Whether it is told at all: calls and results of other formats' own tools are not. */
  static boolean isTold(Part part) {
    return switch (part) {
      case Part.Text text -> true;
      case Part.Reasoning thought -> true;
      case Part.Refusal refusal -> true;
      case Part.ToolCall call -> !call.isRunByProvider() || isOurs(call.id());
      case Part.ToolResult result ->
          result.isRunByProvider()
              && isOurs(result.callId())
              && result.data().flatMap(data -> data.field("type")).isPresent();
      case Part.Native own -> OWN.contains(own.type());
      case Part.Media media -> false;
      case Part.ApprovalRequest request -> false;
      case Part.ApprovalAnswer answer -> false;
    };
  }

  /** A call. */
  static String call(String id, Part.ToolCall call, String input) {
    JsonWriter json = new JsonWriter().object();
    Map<String, String> beside = fields(call);
    if (!call.isRunByProvider()) {
      json.put("type", "tool_use");
    } else if (!beside.containsKey("type")) {
      json.put("type", "server_tool_use");
    }
    json.put("id", id).put("name", call.name()).putJson("input", input);
    if (call.isRunByProvider()) {
      beside.forEach(json::putJson);
    } else if (beside.containsKey("caller")) {
      json.putJson("caller", beside.get("caller"));
    }
    return json.end().text();
  }

  /** The input of a whole call: an object, whatever its arguments are. */
  static String input(Part.ToolCall call) {
    String arguments = call.arguments();
    if (call.isFreeText()) {
      return new JsonWriter().object().put("input", arguments).end().text();
    }
    if (arguments.isBlank()) {
      return "{}";
    }
    return isObject(arguments)
        ? arguments
        : new JsonWriter().object().put("INVALID_JSON", arguments).end().text();
  }

  private static boolean isObject(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      boolean object = json.isObject();
      json.skip();
      json.finish();
      return object;
    } catch (dev.sluice.json.JsonException none) {
      return false;
    }
  }

  /** What a tool of the provider's gave back. */
  static String result(Part.ToolResult result) {
    JsonWriter json = new JsonWriter().object().put("tool_use_id", result.callId());
    fields(result).forEach(json::putJson);
    return json.end().text();
  }

  /** Thoughts that nobody can read. */
  static String redacted(String cipher) {
    return new JsonWriter()
        .object()
        .put("type", "redacted_thinking")
        .put("data", cipher)
        .end()
        .text();
  }

  /**
   * What another provider than one of this format wants back with its thoughts; empty if nothing.
   */
  static String proof(String answerer, Part.Reasoning thought) {
    return isNative(answerer) ? "" : Proof.of(answerer, thought);
  }

  /** What another provider wants back with its call, as a block before it; empty if nothing. */
  static String proof(String answerer, Part.ToolCall call, String id) {
    String proof = isNative(answerer) ? "" : Proof.of(answerer, call, id);
    return proof.isEmpty() ? "" : redacted(proof);
  }

  /** Whether its signatures are those of this format; of whom nobody knows, they are. */
  private static boolean isNative(String answerer) {
    return answerer.isEmpty() || ModelName.of(answerer).speaks().equals("anthropic");
  }

  /** Any JSON on one line. */
  static String line(String json) {
    return new JsonWriter().object().putJson("v", json).end().text().replaceAll("^.{5}|.$", "");
  }

  /** Where a text comes from: in the provider's own form, or as found on the web. */
  static String citation(Citation citation) {
    String raw = citation.raw();
    if (raw.contains("\"cited_text\"")) {
      return line(raw);
    }
    return new JsonWriter()
        .object()
        .put("type", "web_search_result_location")
        .put("cited_text", citation.quote())
        .put("url", citation.url())
        .put("title", citation.title())
        .put("encrypted_index", "")
        .end()
        .text();
  }

  private static Map<String, String> fields(Part part) {
    return part.data().map(ProviderData::fields).orElse(Map.of());
  }
}
