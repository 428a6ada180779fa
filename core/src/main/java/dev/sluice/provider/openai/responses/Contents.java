package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import java.net.URI;
import java.util.List;

/** Texts, images and files, as a user's message and a tool's result hold them. */
final class Contents {
  private final JsonWriter json;
  private final String provider;

  Contents(JsonWriter json, String provider) {
    this.json = json;
    this.provider = provider;
  }

  /** As this member: a text alone as it is, anything else as a list. */
  void put(String member, List<Part> parts) {
    if (parts.isEmpty()) {
      json.put(member, "");
      return;
    }
    if (parts.size() == 1 && parts.getFirst() instanceof Part.Text text) {
      json.put(member, text.text());
      return;
    }
    json.array(member);
    for (Part part : parts) {
      json.object();
      switch (part) {
        case Part.Text text -> json.put("type", "input_text").put("text", text.text());
        case Part.Media media -> media(media);
        case Part.Reasoning r -> throw misplaced("reasoning");
        case Part.Refusal r -> throw misplaced("a refusal");
        case Part.ToolCall c -> throw misplaced("a tool call");
        case Part.ApprovalRequest a -> throw misplaced("a request of approval");
        case Part.ToolResult r ->
            throw new IllegalArgumentException("a tool's result is a message of its own");
        case Part.ApprovalAnswer a -> throw unknown("answers to requests of approval in a result");
        case Part.Native own -> throw unknown("parts of " + own.provider() + " in a result");
      }
      json.end();
    }
    json.end();
  }

  /** The one image of what a computer's screen shows. */
  void screenshot(List<Part> parts) {
    if (parts.size() == 1
        && parts.getFirst() instanceof Part.Media media
        && media.kind() == Part.Media.Kind.IMAGE) {
      image(media);
      return;
    }
    throw new IllegalArgumentException("the result of a computer call is one image of the screen");
  }

  private static IllegalArgumentException misplaced(String what) {
    return new IllegalArgumentException(what + " belongs in an assistant message");
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException("the responses API knows no " + what);
  }

  private void media(Part.Media media) {
    switch (media.kind()) {
      case IMAGE -> {
        json.put("type", "input_image");
        image(media);
        media
            .data(provider)
            .flatMap(data -> data.field("detail"))
            .ifPresent(detail -> json.putJson("detail", detail));
      }
      case DOCUMENT -> file(media);
      case AUDIO ->
          throw unknown("sound: ask openai-chat/MODEL, whose chat completions know it for some");
      case VIDEO -> throw unknown("video");
    }
  }

  private void image(Part.Media media) {
    switch (media.source()) {
      case Part.Media.Url(URI url) -> json.put("image_url", url.toString());
      case Part.Media.Inline(String base64) -> json.put("image_url", inline(media, base64));
      case Part.Media.File file -> json.put("file_id", kept(file));
    }
  }

  private void file(Part.Media media) {
    json.put("type", "input_file");
    switch (media.source()) {
      case Part.Media.Url(URI url) -> json.put("file_url", url.toString());
      case Part.Media.File file -> json.put("file_id", kept(file));
      case Part.Media.Inline(String base64) ->
          json.put("filename", media.name().isEmpty() ? "document" : media.name())
              .put("file_data", inline(media, base64));
    }
  }

  private static String inline(Part.Media media, String base64) {
    if (media.mediaType().isEmpty()) {
      throw new IllegalArgumentException(
          "what is sent with the request needs its media type, such as image/png");
    }
    return "data:" + media.mediaType() + ";base64," + base64;
  }

  private String kept(Part.Media.File file) {
    if (!file.provider().equals(provider)) {
      throw new IllegalArgumentException(
          "the file "
              + file.id()
              + " is kept by "
              + file.provider()
              + ", and "
              + provider
              + " has no such");
    }
    return file.id();
  }
}
