package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.Told;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A whole answer as a {@code GenerateContentResponse}. */
final class AnswerDocument {
  /** What Google says of an answer beside its parts: as it came, under its own names. */
  private static final List<String> NOTES =
      List.of("groundingMetadata", "citationMetadata", "urlContextMetadata", "safetyRatings");

  private AnswerDocument() {}

  /** The document of a run that completed; of another one, the error. */
  static byte[] of(Told told, Ending ending) {
    return switch (ending) {
      case Ending.Incomplete incomplete -> GoogleStatus.of(EndingError.of(incomplete));
      case Ending.Completed(var reply, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR ->
          GoogleStatus.of(EndingError.of(reason));
      case Ending.Completed completed -> answer(told, completed);
    };
  }

  private static byte[] answer(Told told, Ending.Completed completed) {
    Reply reply = completed.reply();
    String blocked = reply.parts().isEmpty() ? note(reply, "promptFeedback") : "";
    if (!blocked.isEmpty()) {
      return ("{\"promptFeedback\":" + blocked + tail(told, reply))
          .getBytes(StandardCharsets.UTF_8);
    }
    String finish = Finish.members(completed.finishReason(), !reply.refusal().isEmpty());
    StringBuilder json = new StringBuilder("{\"candidates\":[{\"content\":{\"role\":\"model\"");
    json.append(",\"parts\":[");
    json.append(String.join(",", parts(told, reply))).append("]}").append(finish);
    json.append(beside(reply)).append(",\"index\":0}]").append(tail(told, reply));
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What every document ends with. */
  private static String tail(Told told, Reply reply) {
    String usage =
        UsageMetadata.isKnown(reply.usage())
            ? ",\"usageMetadata\":" + UsageMetadata.of(reply.usage())
            : "";
    return usage
        + ",\"modelVersion\":"
        + JsonWriter.quoted(told.model())
        + ",\"responseId\":"
        + JsonWriter.quoted(told.run())
        + "}";
  }

  /** What Google has noted under this name, as JSON text; empty if it has not. */
  private static String note(Reply reply, String name) {
    return reply.data().stream().flatMap(data -> data.field(name).stream()).findFirst().orElse("");
  }

  private static List<String> parts(Told told, Reply reply) {
    boolean thoughts = GeminiView.of(told.view()).thoughts();
    OpenThoughts open = new OpenThoughts(reply.askedModel());
    List<String> parts = new ArrayList<>();
    Part last = Part.text("");
    for (int i = 0; i < reply.parts().size(); i++) {
      Part part = reply.parts().get(i);
      String json = part(part, thoughts, proof(i, part, open));
      if (!json.isEmpty()) {
        parts.add(json);
        last = part;
      }
    }
    String proof = open.proof();
    if (!proof.isEmpty()) {
      boolean isFree = !parts.isEmpty() && Parts.signature(last.data()).isEmpty();
      if (isFree && last instanceof Part.Text text) {
        parts.set(parts.size() - 1, Parts.text(text.text(), false, proof));
      } else {
        parts.add(Parts.text("", false, proof));
      }
    }
    if (parts.isEmpty()) {
      parts.add(Parts.text("", false, ""));
    }
    return parts;
  }

  /** What is told with a part, as JSON text: Google's own proof, or another provider's. */
  private static String proof(int number, Part part, OpenThoughts open) {
    String own = Parts.signature(part.data());
    switch (part) {
      case Part.Text text -> open.says(text.text());
      case Part.Refusal refusal -> open.says(refusal.text());
      case Part.Reasoning thought -> open.ends(number, thought);
      case Part.ToolCall call when call.isWhole() && !call.isRunByProvider() -> {
        String ours = open.proof(number, call);
        return own.isEmpty() ? ours : own;
      }
      default -> {}
    }
    return own;
  }

  private static String part(Part part, boolean thoughts, String signature) {
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
      case Part.Native own -> Parts.own(own);
    };
  }

  /** What Google has said of its sources, or what anybody else has. */
  private static String beside(Reply reply) {
    JsonWriter json = new JsonWriter().object();
    boolean any = false;
    for (String name : NOTES) {
      String note = note(reply, name);
      if (!note.isEmpty()) {
        any = true;
        json.putJson(name, note);
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
