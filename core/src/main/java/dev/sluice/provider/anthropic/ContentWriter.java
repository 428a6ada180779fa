package dev.sluice.provider.anthropic;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes parts as content blocks. A part's data of this provider are members of its block, as they
 * came or as the user has set them: {@code cache_control}, a document's {@code citations}.
 */
final class ContentWriter {
  private static final Set<String> NO_FIELDS = Set.of();

  private final JsonWriter json;
  private final String provider;
  private final boolean unsignedThoughts;
  private final ToolIds ids = new ToolIds();

  /** Whether a file that the provider keeps is among what was written. */
  private boolean usesFiles;

  /**
   * A writer.
   *
   * @param unsignedThoughts whether thoughts go back that nobody has signed
   */
  ContentWriter(JsonWriter json, String provider, boolean unsignedThoughts) {
    this.json = json;
    this.provider = provider;
    this.unsignedThoughts = unsignedThoughts;
  }

  boolean usesFiles() {
    return usesFiles;
  }

  /** Whether a part of an assistant's message is sent; proofs are to their provider. */
  boolean sends(Part part, boolean ours) {
    return switch (part) {
      case Part.Reasoning thoughts ->
          ours
              && thoughts.isWhole()
              && (unsignedThoughts
                  || !thoughts.signature().isEmpty()
                  || !thoughts.cipher().isEmpty());
      case Part.Media m ->
          throw new IllegalArgumentException(
              "an assistant message cannot hold an image or a document in Anthropic's messages");
      default -> hasPlace(part, provider, ours);
    };
  }

  /** Whether there is a form for it here, or it is refused; of thoughts their proofs decide. */
  static boolean hasPlace(Part part, String provider, boolean ours) {
    return switch (part) {
      case Part.Text text -> true;
      case Part.Refusal refusal -> true;
      case Part.Reasoning thoughts -> true;
      case Part.Media media -> true;
      case Part.ToolCall call -> !call.isRunByProvider() || ours;
      case Part.ToolResult result -> result.isRunByProvider() && result.data(provider).isPresent();
      case Part.Native own -> own.provider().equals(provider);
      case Part.ApprovalRequest a -> false;
      case Part.ApprovalAnswer a -> false;
    };
  }

  /** A turn's content. */
  void content(Turn turn) {
    List<Turn.Said> parts = turn.parts();
    if (parts.size() == 1 && isPlain(parts.getFirst())) {
      json.put("content", ((Part.Text) parts.getFirst().part()).text());
      return;
    }
    json.array("content");
    for (Turn.Said said : parts) {
      if (turn.is(Turn.ASSISTANT)) {
        answered(said.part(), said.ours());
      } else {
        asked(said.part());
      }
    }
    json.end();
  }

  /** Whether it is nothing but a text. */
  private boolean isPlain(Turn.Said said) {
    return said.part() instanceof Part.Text text
        && (text.citations().isEmpty() || !said.ours())
        && text.data(provider).isEmpty();
  }

  private void answered(Part part, boolean ours) {
    switch (part) {
      case Part.Text text -> text(text, ours);
      case Part.Refusal refusal -> text(new Part.Text(refusal.text()), false);
      case Part.Reasoning thoughts -> {
        json.object();
        if (thoughts.cipher().isEmpty()) {
          json.put("type", "thinking").put("thinking", thoughts.text());
          json.put("signature", thoughts.signature());
        } else {
          json.put("type", "redacted_thinking").put("data", thoughts.cipher());
        }
        end(thoughts, NO_FIELDS);
      }
      case Part.ToolCall call -> call(call);
      case Part.ToolResult result -> {
        json.object().put("tool_use_id", result.callId());
        end(result, NO_FIELDS);
      }
      case Part.Native own -> json.valueJson("a part of " + provider, own.json());
      default -> throw new IllegalStateException("a defect: it is not sent");
    }
  }

  private void asked(Part part) {
    switch (part) {
      case Part.Text text -> text(text, false);
      case Part.Media media -> media(media);
      case Part.ToolResult result -> result(result);
      case Part.Native own when own.provider().equals(provider) ->
          json.valueJson("a part of " + provider, own.json());
      case Part.Native own -> throw unknown("parts of " + own.provider());
      case Part.Reasoning r -> throw misplaced("reasoning");
      case Part.Refusal r -> throw misplaced("a refusal");
      case Part.ToolCall c -> throw misplaced("a tool call");
      case Part.ApprovalRequest a -> throw unknown("requests of approval");
      case Part.ApprovalAnswer a -> throw unknown("answers to requests of approval");
    }
  }

  private static IllegalArgumentException misplaced(String what) {
    return new IllegalArgumentException(what + " belongs in an assistant message");
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException("Anthropic's messages know no " + what);
  }

  /** Ends a block with the members that stand in the part's data, but for those written by us. */
  private void end(Part part, Set<String> written) {
    fields(part)
        .forEach(
            (name, value) -> {
              if (!written.contains(name)) {
                json.putJson(name, value);
              }
            });
    json.end();
  }

  private Map<String, String> fields(Part part) {
    return part.data(provider).map(ProviderData::fields).orElse(Map.of());
  }

  private void text(Part.Text text, boolean cites) {
    json.object();
    if (fields(text).containsKey("type")) {
      // Of another kind, which the text says in words.
      end(text, NO_FIELDS);
      return;
    }
    json.put("type", "text").put("text", text.text());
    if (cites && text.citations().stream().anyMatch(citation -> !citation.raw().isEmpty())) {
      json.array("citations");
      for (Citation citation : text.citations()) {
        if (!citation.raw().isEmpty()) {
          json.valueJson("a citation", citation.raw());
        }
      }
      json.end();
    }
    end(text, NO_FIELDS);
  }

  private void call(Part.ToolCall call) {
    json.object();
    if (!call.isRunByProvider()) {
      json.put("type", "tool_use").put("id", ids.ofCall(call.id()));
    } else {
      if (!fields(call).containsKey("type")) {
        json.put("type", "server_tool_use");
      }
      json.put("id", call.id());
    }
    json.put("name", call.name());
    if (call.isFreeText()) {
      json.object("input").put("input", call.arguments()).end();
    } else if (call.arguments().isBlank()) {
      json.object("input").end();
    } else if (isObject(call.arguments())) {
      json.putJson("input", call.arguments());
    } else {
      // The API takes objects alone, and the model is to see what it has said.
      json.object("input").put("INVALID_JSON", call.arguments()).end();
    }
    end(call, NO_FIELDS);
  }

  private static boolean isObject(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (JsonReader reader = new JsonReader(bytes, 0, bytes.length)) {
      boolean object = reader.isObject();
      reader.skip();
      reader.finish();
      return object;
    } catch (JsonException noJson) {
      return false;
    }
  }

  private void result(Part.ToolResult result) {
    if (result.isRunByProvider()) {
      throw misplaced("what a tool of the provider's gave back");
    }
    json.object().put("type", "tool_result").put("tool_use_id", ids.ofResult(result.callId()));
    List<Part> content = result.content().stream().filter(part -> !isEmpty(part)).toList();
    Turn.Said only = content.size() == 1 ? new Turn.Said(content.getFirst(), false) : null;
    if (only != null && isPlain(only)) {
      json.put("content", ((Part.Text) only.part()).text());
    } else if (!content.isEmpty()) {
      json.array("content");
      content.forEach(this::asked);
      json.end();
    }
    if (result.failed()) {
      json.put("is_error", true);
    }
    end(result, Set.of("content", "is_error"));
  }

  private static boolean isEmpty(Part part) {
    return part instanceof Part.Text text && text.text().isEmpty();
  }

  private void media(Part.Media media) {
    switch (media.kind()) {
      case IMAGE -> {
        json.object().put("type", "image");
        source(media, "");
        end(media, NO_FIELDS);
      }
      case DOCUMENT -> {
        json.object();
        // A search result, for example, whose other members are the user's as well.
        if (!fields(media).containsKey("type")) {
          json.put("type", "document");
        }
        source(media, "application/pdf");
        if (!media.name().isEmpty() && !fields(media).containsKey("title")) {
          json.put("title", media.name());
        }
        end(media, NO_FIELDS);
      }
      case AUDIO -> throw unknown("sound");
      case VIDEO -> throw unknown("video");
    }
  }

  private void source(Part.Media media, String only) {
    if (fields(media).containsKey("source")) {
      return; // As the user has set it: blocks of text, for example.
    }
    json.object("source");
    switch (media.source()) {
      case Part.Media.Url(URI url) -> json.put("type", "url").put("url", url.toString());
      case Part.Media.File(String keeper, String id) when keeper.equals(provider) -> {
        usesFiles = true;
        json.put("type", "file").put("file_id", id);
      }
      case Part.Media.File(String keeper, String id) ->
          throw new IllegalArgumentException(
              "the file " + id + " is kept by " + keeper + ", and " + provider + " has no such");
      case Part.Media.Inline(String base64) -> inline(media.mediaType(), base64, only);
    }
    json.end();
  }

  private void inline(String type, String base64, String only) {
    if (type.isEmpty()) {
      throw new IllegalArgumentException(
          "what is sent with the request needs its media type, such as image/png");
    }
    boolean document = !only.isEmpty();
    if (document && type.startsWith("text/")) {
      byte[] bytes = Base64.getMimeDecoder().decode(base64);
      String text = new String(bytes, StandardCharsets.UTF_8);
      json.put("type", "text").put("media_type", "text/plain").put("data", text);
    } else if (document && !type.equals(only)) {
      throw new IllegalArgumentException(
          "Anthropic's messages take documents of application/pdf and of text, not " + type);
    } else {
      json.put("type", "base64").put("media_type", type).put("data", base64);
    }
  }
}
