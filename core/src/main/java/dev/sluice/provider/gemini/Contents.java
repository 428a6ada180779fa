package dev.sluice.provider.gemini;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.spi.provider.LeftOut;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A conversation as {@code contents}: turns of the user, which the results of tools belong to, and
 * of the model. What the model said goes back as it came.
 */
final class Contents {
  /**
   * What Google's documentation gives for the signature of a call that no model of its own has
   * signed.
   */
  private static final String UNSIGNED = "skip_thought_signature_validator";

  /** Models that sign no calls, and know nothing of media in the results of tools. */
  private static final Pattern OLDER =
      Pattern.compile("(.*/)?(gemini-(1|2|pro|flash)\\b|gemma|learnlm|aqa).*");

  private final JsonWriter json = new JsonWriter();
  private final String provider;
  private final WireMedia media;
  private final boolean older;

  /** Who speaks in the turn that is being written; empty before the first one. */
  private String role = "";

  Contents(String provider, String base, String model) {
    this.provider = provider;
    this.media = new WireMedia(provider, base);
    this.older = OLDER.matcher(model).matches();
  }

  /** The list, as JSON. */
  String of(List<Message> messages) {
    json.object().array("list");
    CallsAndResults calls = new CallsAndResults(provider);
    for (int i = 0; i < messages.size(); i++) {
      switch (messages.get(i)) {
        case Message.SystemPrompt system -> {}
        case Message.User user -> user(user.parts());
        case Message.Assistant assistant -> {
          calls.add(assistant);
          assistant(assistant);
        }
        case Message.ToolResult first -> {
          List<Part.ToolResult> results = new ArrayList<>();
          for (; i < messages.size() && messages.get(i) instanceof Message.ToolResult next; i++) {
            results.add(next.result());
          }
          i--;
          turn("user");
          calls.inOrder(results).forEach(this::result);
        }
      }
    }
    if (role.isEmpty()) {
      throw new IllegalArgumentException(
          "Gemini wants a message of the user's, and the conversation has none");
    }
    String text = json.end().end().end().end().text();
    return text.substring("{\"list\":".length(), text.length() - 1);
  }

  /** Goes on with a turn, or begins one. */
  private void turn(String of) {
    if (role.equals(of)) {
      return;
    }
    if (!role.isEmpty()) {
      json.end().end();
    }
    role = of;
    json.object().put("role", of).array("parts");
  }

  private void user(List<Part> parts) {
    turn("user");
    boolean saysAnything = parts.stream().anyMatch(part -> !isEmpty(part));
    for (Part part : parts) {
      switch (part) {
        // Gemini refuses a part of nothing; a message of nothing else is for it to refuse.
        case Part.Text text when saysAnything && text.text().isEmpty() -> {}
        case Part.Text text -> text(text.text(), "");
        case Part.Media sent -> {
          json.object();
          media.write(json, sent);
          json.end();
        }
        case Part.Native own when own.provider().equals(provider) -> raw(own.json());
        case Part.Native own -> throw unknown("parts of " + own.provider());
        case Part.Reasoning r -> throw misplaced("reasoning");
        case Part.Refusal r -> throw misplaced("a refusal");
        case Part.ToolCall c -> throw misplaced("a tool call");
        case Part.ToolResult r ->
            throw new IllegalArgumentException("a tool's result is a message of its own");
        case Part.ApprovalRequest a -> throw unknown("requests of approval");
        case Part.ApprovalAnswer a -> throw unknown("answers to requests of approval");
      }
    }
  }

  private static boolean isEmpty(Part part) {
    return part instanceof Part.Text text && text.text().isEmpty();
  }

  private static IllegalArgumentException misplaced(String what) {
    return new IllegalArgumentException(what + " belongs in an assistant message");
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException("Gemini knows no " + what);
  }

  private void text(String text, String signature) {
    json.object().put("text", text);
    sign(signature);
    json.end();
  }

  private void sign(String signature) {
    if (!signature.isEmpty()) {
      json.putJson(AnswerParts.SIGNATURE, signature);
    }
  }

  /** A part as it came. */
  private void raw(String part) {
    json.object();
    Options.members("a part of " + provider, part).forEach(json::putJson);
    json.end();
  }

  private void assistant(Message.Assistant message) {
    boolean ours = message.provider().equals(provider);
    List<Part> said =
        message.parts().stream().filter(part -> goesBack(part, provider, ours)).toList();
    if (said.isEmpty()) {
      return; // A turn of nothing is refused.
    }
    turn("model");
    boolean unsigned = !older && !(ours && said.stream().anyMatch(this::isSigned));
    for (Part part : said) {
      switch (part) {
        case Part.Text text -> text(text.text(), signature(text));
        case Part.Refusal refusal -> text(refusal.text(), "");
        case Part.Reasoning thoughts -> {
          json.object().put("text", thoughts.text()).put("thought", true);
          if (!thoughts.signature().isEmpty()) {
            json.put(AnswerParts.SIGNATURE, thoughts.signature());
          }
          json.end();
        }
        case Part.ToolCall call when call.isRunByProvider() -> own(call);
        case Part.ToolCall call -> {
          call(call, ours, unsigned);
          unsigned = false; // Of parallel calls only the first is signed.
        }
        case Part.ToolResult result -> own(result);
        case Part.Media sent -> {
          json.object();
          media.write(json, sent);
          sign(signature(sent));
          json.end();
        }
        case Part.Native own -> raw(own.json());
        case Part.ApprovalRequest a -> {}
        case Part.ApprovalAnswer a -> {}
      }
    }
  }

  /** What stays behind, for a person. */
  static List<String> leftOut(String provider, List<Message> messages) {
    return LeftOut.of(
        "Gemini has",
        messages,
        (said, part) -> isText(part) || goesBack(part, provider, said.provider().equals(provider)));
  }

  /** Of which an empty one is not missed. */
  private static boolean isText(Part part) {
    return part instanceof Part.Text || part instanceof Part.Refusal;
  }

  /** What others thought, ran and know stays behind. */
  private static boolean goesBack(Part part, String provider, boolean ours) {
    return switch (part) {
      case Part.Text text -> !text.text().isEmpty() || !signature(text, provider).isEmpty();
      case Part.Refusal refusal -> !refusal.text().isEmpty();
      case Part.Reasoning thoughts -> ours;
      case Part.ToolCall call -> !call.isRunByProvider() || own(call.data(provider)).isPresent();
      case Part.ToolResult result -> own(result.data(provider)).isPresent();
      case Part.Media media -> true;
      case Part.Native own -> own.provider().equals(provider);
      case Part.ApprovalRequest a -> false;
      case Part.ApprovalAnswer a -> false;
    };
  }

  private boolean isSigned(Part part) {
    return !signature(part).isEmpty()
        || (part instanceof Part.Reasoning thoughts && !thoughts.signature().isEmpty());
  }

  /** As JSON. */
  private String signature(Part part) {
    return signature(part, provider);
  }

  private static String signature(Part part, String provider) {
    return part.data(provider).flatMap(data -> data.field(AnswerParts.SIGNATURE)).orElse("");
  }

  /** By which name a part of the provider's own is kept as it came. */
  private static Optional<String> own(Optional<ProviderData> data) {
    return data.flatMap(
        of ->
            of.fields().keySet().stream()
                .filter(name -> !name.equals(AnswerParts.SIGNATURE))
                .findFirst());
  }

  private void own(Part part) {
    ProviderData data = part.data(provider).orElseThrow();
    String name = own(Optional.of(data)).orElseThrow();
    json.object().putJson(name, data.field(name).orElseThrow());
    sign(signature(part));
    json.end();
  }

  private void call(Part.ToolCall call, boolean ours, boolean unsigned) {
    json.object().object("functionCall");
    if (ours && !call.id().isEmpty()) {
      json.put("id", call.id());
    }
    json.put("name", call.name());
    if (!call.isFreeText() && isObject(call.arguments())) {
      json.putJson("args", call.arguments());
    } else {
      // Free text, and what another provider's model has made of JSON: here it is an object.
      json.object("args");
      if (!call.arguments().isBlank()) {
        json.put("input", call.arguments());
      }
      json.end();
    }
    json.end();
    String signature = signature(call);
    if (!signature.isEmpty()) {
      sign(signature);
    } else if (unsigned) {
      json.put(AnswerParts.SIGNATURE, UNSIGNED);
    }
    json.end();
  }

  private void result(CallsAndResults.Answer answer) {
    Part.ToolResult result = answer.result();
    json.object().object("functionResponse");
    if (!answer.id().isEmpty()) {
      json.put("id", answer.id());
    }
    json.put("name", answer.name()).object("response");
    StringBuilder text = new StringBuilder();
    List<Part.Media> shown = new ArrayList<>();
    for (Part part : result.content()) {
      switch (part) {
        case Part.Text piece -> text.append(text.isEmpty() ? "" : "\n").append(piece.text());
        case Part.Media piece -> shown.add(piece);
        default -> throw unknown("results of tools but texts and media");
      }
    }
    String name = result.failed() ? "error" : "output";
    if (isStructure(text.toString())) {
      json.putJson(name, text.toString());
    } else {
      json.put(name, text.toString());
    }
    json.end();
    if (!shown.isEmpty() && !older) {
      json.array("parts");
      shown.forEach(this::shown);
      json.end();
    }
    json.end().end();
    if (older) {
      shown.forEach(this::shown);
    }
  }

  private void shown(Part.Media part) {
    json.object();
    media.write(json, part);
    json.end();
  }

  private static boolean isObject(String text) {
    return isStructure(text) && text.stripLeading().startsWith("{");
  }

  /** Whether it is one JSON object or array. */
  private static boolean isStructure(String text) {
    String start = text.stripLeading();
    if (!start.startsWith("{") && !start.startsWith("[")) {
      return false;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (JsonReader reader = new JsonReader(bytes, 0, bytes.length)) {
      reader.skip();
      reader.finish();
      return true;
    } catch (JsonException noJson) {
      return false;
    }
  }
}
