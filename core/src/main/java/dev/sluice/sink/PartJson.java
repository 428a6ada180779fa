package dev.sluice.sink;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonWriter;
import java.util.BitSet;
import java.util.Locale;
import java.util.TreeMap;

/**
 * What comes of an answer, as members of an object. Knows what its parts are: a piece of commentary
 * is not called text, so that the pieces of text joined are the answer, and tool calls have numbers
 * of their own. Not thread-safe.
 */
final class PartJson {
  private final BitSet commentary = new BitSet(0);

  /** Which call of the answer a part is, from 0. */
  private final TreeMap<Integer, Integer> calls = new TreeMap<>();

  /** Forgets what is void. */
  void again(StreamEvent.FurtherAttempt next) {
    int stands = next instanceof StreamEvent.Continued seam ? seam.part() + 1 : 0;
    commentary.clear(stands, Math.max(stands, commentary.length()));
    calls.tailMap(stands).clear();
  }

  void put(JsonWriter json, StreamEvent.Content content) {
    switch (content) {
      case StreamEvent.PartStarted start -> started(json, start);
      case StreamEvent.TextDelta delta -> text(json, delta.part(), delta.text());
      case StreamEvent.ReasoningDelta delta ->
          piece(json, "reasoning", delta.part()).put("text", delta.text());
      case StreamEvent.RefusalDelta delta ->
          piece(json, "refusal", delta.part()).put("text", delta.text());
      case StreamEvent.ToolCallDelta delta ->
          call(json, "tool_call_delta", delta.part()).put("arguments", delta.fragment());
      case StreamEvent.MediaDelta delta ->
          piece(json, "media", delta.part())
              .put("base64", delta.base64())
              .put("replaces", delta.replaces());
      case StreamEvent.NativeDelta delta ->
          piece(json, "native", delta.part()).put("text", delta.text());
      case StreamEvent.Cited cited -> {
        piece(json, "citation", cited.part());
        citation(json, cited.citation());
      }
      case StreamEvent.LogProbs logProbs -> {
        piece(json, "logprobs", logProbs.part()).array("tokens");
        logProbs.tokens().forEach(token -> logProb(json, token));
        json.end();
      }
      case StreamEvent.PartNoted noted ->
          data(piece(json, "part_data", noted.part()), noted.data());
      case StreamEvent.PartEnded end -> piece(json, "part_ended", end.part());
    }
  }

  private static JsonWriter piece(JsonWriter json, String type, int part) {
    return json.put("type", type).put("part", part);
  }

  private void text(JsonWriter json, int part, String text) {
    piece(json, commentary.get(part) ? "commentary" : "text", part).put("text", text);
  }

  private JsonWriter call(JsonWriter json, String type, int part) {
    Integer number = calls.computeIfAbsent(part, begun -> calls.size());
    return json.put("type", type).put("index", number).put("part", part);
  }

  private void started(JsonWriter json, StreamEvent.PartStarted start) {
    int part = start.part();
    switch (start.begun()) {
      case Part.Text text -> {
        commentary.set(part, text.isCommentary());
        if (text.text().isEmpty()) {
          begun(json, part, text.isCommentary() ? "commentary" : "text");
        } else {
          text(json, part, text.text());
        }
      }
      case Part.Reasoning reasoning -> begun(json, part, "reasoning", reasoning.text());
      case Part.Refusal refusal -> begun(json, part, "refusal", refusal.text());
      case Part.ToolCall call -> {
        call(json, "tool_call", part).put("id", call.id()).put("name", call.name());
        if (!call.arguments().isEmpty()) {
          json.put("arguments", call.arguments());
        }
        if (call.isRunByProvider()) {
          json.put("run_by_provider", true);
        }
      }
      case Part.ToolResult result -> {
        begun(json, part, "tool_result").put("call_id", result.callId()).put("name", result.name());
        json.put("failed", result.failed()).put("text", textOf(result));
      }
      case Part.ApprovalRequest request ->
          begun(json, part, "approval_request")
              .put("id", request.id())
              .put("name", request.call().name())
              .put("arguments", request.call().arguments());
      case Part.ApprovalAnswer answer ->
          begun(json, part, "approval_answer")
              .put("id", answer.requestId())
              .put("approved", answer.isApproved());
      case Part.Media media -> {
        begun(json, part, "media")
            .put("media", media.kind().name().toLowerCase(Locale.ROOT))
            .put("media_type", media.mediaType());
        source(json, media.source());
      }
      case Part.Native own -> {
        begun(json, part, "native").put("provider", own.provider()).put("name", own.type());
        if (!own.json().isEmpty()) {
          json.put("text", own.json());
        }
      }
    }
  }

  private static JsonWriter begun(JsonWriter json, int part, String kind) {
    return piece(json, "part_started", part).put("kind", kind);
  }

  /** What came at once is told as the piece that it is. */
  private static void begun(JsonWriter json, int part, String kind, String text) {
    if (text.isEmpty()) {
      begun(json, part, kind);
    } else {
      piece(json, kind, part).put("text", text);
    }
  }

  private static String textOf(Part.ToolResult result) {
    StringBuilder joined = new StringBuilder();
    for (Part part : result.content()) {
      if (part instanceof Part.Text text) {
        joined.append(text.text());
      }
    }
    return joined.toString();
  }

  private static void source(JsonWriter json, Part.Media.Source source) {
    switch (source) {
      case Part.Media.Inline inline -> {
        if (!inline.base64().isEmpty()) {
          json.put("base64", inline.base64());
        }
      }
      case Part.Media.Url url -> json.put("url", url.url().toString());
      case Part.Media.File file -> json.put("provider", file.provider()).put("file_id", file.id());
    }
  }

  private static void citation(JsonWriter json, Citation citation) {
    if (citation.hasPlace()) {
      json.put("from", citation.from()).put("to", citation.to());
    }
    json.put("url", citation.url()).put("title", citation.title()).put("quote", citation.quote());
  }

  private static void logProb(JsonWriter json, StreamEvent.LogProb token) {
    json.object().put("token", token.token()).put("logprob", token.logProbability()).end();
  }

  /** Each field as the text that it came in: nobody else has to understand it. */
  static void data(JsonWriter json, ProviderData data) {
    json.put("provider", data.provider()).object("fields");
    data.fields().forEach(json::put);
    json.end();
  }
}
