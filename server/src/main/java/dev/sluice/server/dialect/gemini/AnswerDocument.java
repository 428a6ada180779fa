package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Reply;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.Told;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A whole answer as a {@code GenerateContentResponse}. */
final class AnswerDocument {
  /** What Google says of an answer beside its parts: as it came, under its own names. */
  private static final Set<String> NOTES =
      Set.of("groundingMetadata", "citationMetadata", "urlContextMetadata", "safetyRatings");

  private AnswerDocument() {}

  /** The document of a run that completed; of another one, the error. */
  static byte[] of(Told told, Ending ending) {
    return switch (ending) {
      case Ending.Incomplete incomplete -> GoogleStatus.of(EndingError.of(incomplete));
      case Ending.Completed(var reply, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR ->
          GoogleStatus.of(Finish.error(reason));
      case Ending.Completed completed -> answer(told, completed);
    };
  }

  private static byte[] answer(Told told, Ending.Completed completed) {
    Reply reply = completed.reply();
    String finish = Finish.members(completed.finishReason(), !reply.refusal().isEmpty());
    StringBuilder json = new StringBuilder("{\"candidates\":[{\"content\":{\"role\":\"model\"");
    json.append(",\"parts\":[");
    json.append(String.join(",", parts(told, reply))).append("]}").append(finish);
    json.append(beside(reply)).append(",\"index\":0}]");
    if (UsageMetadata.isKnown(reply.usage())) {
      json.append(",\"usageMetadata\":").append(UsageMetadata.of(reply.usage()));
    }
    json.append(",\"modelVersion\":").append(JsonWriter.quoted(told.model()));
    json.append(",\"responseId\":").append(JsonWriter.quoted(told.run())).append('}');
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> parts(Told told, Reply reply) {
    boolean thoughts = GeminiView.of(told.view()).thoughts();
    List<String> parts = new ArrayList<>();
    for (Part part : reply.parts()) {
      String json = part(part, thoughts);
      if (!json.isEmpty()) {
        parts.add(json);
      }
    }
    if (parts.isEmpty()) {
      parts.add(Parts.text("", false, ""));
    }
    return parts;
  }

  private static String part(Part part, boolean thoughts) {
    String signature = Parts.signature(part.data());
    return switch (part) {
      case Part.Text text ->
          text.text().isEmpty() && signature.isEmpty()
              ? ""
              : Parts.text(text.text(), false, signature);
      case Part.Refusal refusal -> Parts.text(refusal.text(), false, "");
      case Part.Reasoning thought ->
          thoughts && !thought.text().isEmpty() ? Parts.text(thought.text(), true, "") : "";
      case Part.ToolCall call when call.isRunByProvider() -> Parts.own(call);
      case Part.ToolCall call ->
          call.isWhole() ? Parts.call(call, call.arguments(), signature) : "";
      case Part.ToolResult result -> result.isRunByProvider() ? Parts.own(result) : "";
      case Part.Media media -> Parts.media(media, "", signature);
      case Part.ApprovalRequest a -> "";
      case Part.ApprovalAnswer a -> "";
      case Part.Native n -> "";
    };
  }

  /** What Google has said of its sources, or what anybody else has. */
  private static String beside(Reply reply) {
    JsonWriter json = new JsonWriter().object();
    boolean any = false;
    for (ProviderData data : reply.data()) {
      for (String name : NOTES) {
        if (data.field(name).isPresent()) {
          any = true;
          json.putJson(name, data.field(name).orElseThrow());
        }
      }
    }
    if (!any && !reply.citations().isEmpty()) {
      any = true;
      json.object("citationMetadata").array("citationSources");
      reply.citations().forEach(one -> json.valueJson("a citation", Parts.citation(one)));
      json.end().end();
    }
    String object = json.end().text();
    return any ? "," + object.substring(1, object.length() - 1) : "";
  }
}
