package dev.sluice.server.dialect.chat;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.CallArguments;
import dev.sluice.server.dialect.CallIds;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.MediaForm;
import dev.sluice.server.dialect.Told;
import dev.sluice.server.dialect.openai.OpenAiError;
import dev.sluice.server.dialect.openai.OpenAiUsage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** A whole answer as a {@code chat.completion}. */
final class ChatDocument {
  /** What servers of this format want back with their thoughts, which stream as they came. */
  private static final List<String> PROOFS =
      List.of("reasoning_details", "thinking_blocks", "reasoning_opaque");

  private ChatDocument() {}

  /** What an answer is called. */
  static String id(Told told) {
    return "chatcmpl-" + told.run();
  }

  /** The document of a run that completed; of another one, the error. */
  static byte[] of(Told told, Ending ending) {
    return switch (ending) {
      case Ending.Incomplete incomplete -> OpenAiError.of(EndingError.of(incomplete));
      case Ending.Completed(var reply, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR ->
          OpenAiError.of(EndingError.of(reason));
      case Ending.Completed completed -> completion(told, completed);
    };
  }

  private static byte[] completion(Told told, Ending.Completed completed) {
    Reply reply = completed.reply();
    String finish =
        Finish.word(completed.finishReason(), !reply.refusal().isEmpty(), hasCalls(reply));
    JsonWriter json = new JsonWriter().object();
    json.put("id", id(told)).put("object", "chat.completion");
    json.put("created", told.at().getEpochSecond()).put("model", told.model());
    json.array("choices").object().put("index", 0).object("message");
    message(json, reply, CallIds.of(told));
    json.end().putNull("logprobs").put("finish_reason", finish).end().end();
    if (OpenAiUsage.isKnown(reply.usage())) {
      OpenAiUsage.put(json, reply.usage());
    }
    return json.end().text().getBytes(StandardCharsets.UTF_8);
  }

  private static void message(JsonWriter json, Reply reply, CallIds ids) {
    json.put("role", "assistant");
    StringBuilder text = new StringBuilder();
    for (Part part : reply.parts()) {
      if (part instanceof Part.Text piece) {
        text.append(piece.text());
      }
    }
    orNull(json, "content", text.toString(), hasCalls(reply) || !reply.refusal().isEmpty());
    orNull(json, "refusal", reply.refusal(), true);
    if (!reply.reasoning().isEmpty()) {
      json.put("reasoning_content", reply.reasoning());
    }
    PROOFS.forEach(field -> proof(json, field, reply));
    List<Citation> citations = reply.citations();
    if (!citations.isEmpty()) {
      json.array("annotations");
      citations.forEach(citation -> DeltaJson.annotation(json, citation));
      json.end();
    }
    media(json, reply);
    calls(json, reply, ids);
  }

  /** A field that its server wants back, as it came: of lists all elements, else what came last. */
  private static void proof(JsonWriter json, String field, Reply reply) {
    List<String> told =
        reply.parts().stream()
            .filter(Part.Reasoning.class::isInstance)
            .flatMap(part -> part.data().flatMap(data -> data.field(field)).stream())
            .toList();
    if (told.stream().allMatch(value -> value.startsWith("["))) {
      String elements =
          told.stream()
              .map(list -> list.substring(1, list.length() - 1))
              .filter(list -> !list.isBlank())
              .collect(Collectors.joining(","));
      if (!elements.isEmpty()) {
        json.putJson(field, "[" + elements + "]");
      }
    } else {
      json.putJson(field, told.getLast());
    }
  }

  private static void orNull(JsonWriter json, String name, String value, boolean nullIfEmpty) {
    if (value.isEmpty() && nullIfEmpty) {
      json.putNull(name);
    } else {
      json.put(name, value);
    }
  }

  private static void media(JsonWriter json, Reply reply) {
    boolean any = false;
    for (Part part : reply.parts()) {
      if (part instanceof Part.Media media && media.kind() != Part.Media.Kind.AUDIO) {
        if (!any) {
          any = true;
          json.array("images");
        }
        json.object().put("type", "image_url");
        json.object("image_url").put("url", MediaForm.address(media, "")).end().end();
      }
    }
    if (any) {
      json.end();
    }
    for (Part part : reply.parts()) {
      if (part instanceof Part.Media media
          && media.kind() == Part.Media.Kind.AUDIO
          && media.source() instanceof Part.Media.Inline(String base64)) {
        json.object("audio").put("data", base64).end();
        return;
      }
    }
  }

  private static boolean hasCalls(Reply reply) {
    return reply.toolCalls().stream().anyMatch(call -> !call.isRunByProvider());
  }

  private static void calls(JsonWriter json, Reply reply, CallIds ids) {
    if (!hasCalls(reply)) {
      return;
    }
    json.array("tool_calls");
    for (int i = 0; i < reply.parts().size(); i++) {
      if (reply.parts().get(i) instanceof Part.ToolCall call && !call.isRunByProvider()) {
        String kind = call.isFreeText() ? "custom" : "function";
        json.object().put("id", ids.next(i, call));
        json.put("type", kind).object(kind).put("name", call.name());
        json.put(call.isFreeText() ? "input" : "arguments", CallArguments.of(call)).end().end();
      }
    }
    json.end();
  }
}
