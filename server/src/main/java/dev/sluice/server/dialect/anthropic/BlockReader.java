package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a content block, whose members come in any order. What only a provider of this format
 * understands goes to the provider with the empty name, see {@link
 * dev.sluice.server.dialect.Asked#requestTo}. Not thread-safe.
 */
final class BlockReader {
  /** What clients send that were made for another format, and no provider of this one knows. */
  private static final Set<String> OF_OPENAI =
      Set.of("image_url", "input_audio", "input_text", "input_image", "input_file", "file");

  private static final String UNKNOWN_INDEX = "\"encrypted_index\":\"\"";

  private final RequestJson json;
  private final Members members;
  private final Map<String, String> texts = new HashMap<>();

  /** What is wrong with a member, which matters only if its block is one that is understood. */
  private final Map<String, RefusedException> wrong = new HashMap<>(0);

  private List<Part> content = List.of();
  private SourceReader.@Nullable Source source;
  private boolean isError;

  private BlockReader(RequestJson json) {
    this.json = json;
    this.members = new Members(json);
  }

  /** The current value: a text, or a list of blocks. */
  static List<Part> contentOf(RequestJson json) {
    if (json.isText()) {
      return List.of(Part.text(json.text()));
    }
    json.array("a text or a list");
    List<Part> parts = new ArrayList<>();
    while (json.nextElement()) {
      parts.add(read(json));
    }
    return parts;
  }

  /** The current value, one block. */
  static Part read(RequestJson json) {
    return new BlockReader(json).block();
  }

  private Part block() {
    json.object();
    int from = json.here();
    for (String name; (name = json.nextName()) != null; ) {
      int value = json.here();
      member(name);
      members.add(name, value);
    }
    return part(from);
  }

  private void member(String name) {
    switch (name) {
      case "source" -> {
        if (json.isObject()) {
          source = SourceReader.read(json);
        } else {
          wrong(name, "an object");
        }
      }
      case "content" -> content();
      case "input" -> {
        if (json.isObject()) {
          json.skip();
        } else {
          wrong(name, "an object");
        }
      }
      case "is_error" -> isError = json.truth();
      case "type",
          "text",
          "thinking",
          "signature",
          "data",
          "id",
          "name",
          "tool_use_id",
          "tool_name",
          "title" -> {
        if (json.isText()) {
          texts.put(name, json.text());
        } else {
          wrong(name, "a text");
        }
      }
      default -> json.skip();
    }
  }

  private void wrong(String member, String expected) {
    wrong.putIfAbsent(member, json.expected(expected));
    json.skip();
  }

  /** Of results that a provider's own tools gave it may be anything. */
  private void content() {
    if (json.isText()) {
      content = List.of(Part.text(json.text()));
    } else if (json.isArray()) {
      content = new ArrayList<>();
      while (json.nextElement()) {
        if (json.isObject()) {
          content.add(read(json));
        } else {
          wrong("content", "an object");
        }
      }
    } else {
      wrong("content", "a text or a list");
    }
  }

  private Part part(int from) {
    String type = needed("type");
    return switch (type) {
      case "text" -> text();
      case "image" -> members.mark(source().media(Media.Kind.IMAGE), Set.of("type", "source"));
      case "document" -> document();
      case "search_result" -> searchResult();
      case "thinking" ->
          members.own(
              new Part.Reasoning(told("thinking"), told("signature")),
              Set.of("type", "thinking", "signature"));
      case "redacted_thinking" ->
          members.own(new Part.Reasoning("").enciphered(needed("data")), Set.of("type", "data"));
      case "tool_use" ->
          members.mark(
              new Part.ToolCall(needed("id"), needed("name"), input()),
              Set.of("type", "id", "name", "input"));
      case "tool_result" -> result();
      default -> special(type, from);
    };
  }

  /** What a provider runs itself, and what only it has. */
  private Part special(String type, int from) {
    if (type.endsWith("_tool_use") && texts.containsKey("id") && texts.containsKey("name")) {
      Part call = new Part.ToolCall(told("id"), told("name"), input()).runByProvider();
      return members.own(
          call,
          type.equals("server_tool_use")
              ? Set.of("type", "id", "name", "input")
              : Set.of("id", "name", "input"));
    }
    if (type.endsWith("_tool_result") && texts.containsKey("tool_use_id")) {
      String name = type.substring(0, type.length() - "_tool_result".length());
      Part result = new Part.ToolResult(told("tool_use_id"), name, List.of()).runByProvider();
      return members.own(result, Set.of("tool_use_id"));
    }
    if (type.equals("tool_reference") && texts.containsKey("tool_name")) {
      // Whoever has no such blocks is told in words which tools a search has found.
      return members.own(Part.text("The tool " + told("tool_name") + " is there."), Set.of());
    }
    if (OF_OPENAI.contains(type)) {
      throw json.refusedMember(
          "type",
          "unsupported_content",
          type
              + " is a form of OpenAI's: here an image is {\"type\": \"image\", \"source\": …}, and a"
              + " file {\"type\": \"document\", \"source\": …}");
    }
    return new Part.Native(Members.WHOEVER, type, Members.text(json, from, json.behind()));
  }

  private Part text() {
    check("text");
    if (!texts.containsKey("text")) {
      throw missing("text");
    }
    boolean ours = members.json("citations", "").contains(UNKNOWN_INDEX);
    return members.mark(
        Part.text(told("text")),
        // The index is what a provider of this format would look for, and it has given none.
        ours ? Set.of("type", "text", "citations") : Set.of("type", "text"));
  }

  private Part document() {
    SourceReader.Source from = source();
    Part document = from.media(Media.Kind.DOCUMENT).named(told("title"));
    return members.mark(
        document, from.isBlocks() ? Set.of("type", "title") : Set.of("type", "title", "source"));
  }

  /** A document for those who have no such results. */
  private Part searchResult() {
    check("content");
    String said = SourceReader.texts(content);
    String address = members.json("source", "\"\"");
    if (address.charAt(0) != '"') {
      throw json.refusedMember("source", "invalid_type", "a search result's source is a text");
    }
    Media document =
        new Media(
                Media.Kind.DOCUMENT,
                "text/plain",
                SourceReader.held(address.substring(1, address.length() - 1) + "\n" + said))
            .named(told("title"));
    return members.own(document, Set.of());
  }

  private Part result() {
    check("content");
    for (int i = 0; i < content.size(); i++) {
      Part part = content.get(i);
      if (!(part instanceof Part.Text || part instanceof Media || part instanceof Part.Native)) {
        throw json.refusedMember(
            "content[" + i + "]", "unsupported_content", "a result cannot hold such a block");
      }
    }
    Part.ToolResult result = new Part.ToolResult(needed("tool_use_id"), "", content);
    return members.mark(
        isError ? result.asFailure() : result,
        Set.of("type", "tool_use_id", "content", "is_error"));
  }

  private String input() {
    check("input");
    return members.json("input", "{}");
  }

  private SourceReader.Source source() {
    check("source");
    if (source == null) {
      throw missing("source");
    }
    return source;
  }

  private void check(String member) {
    RefusedException found = wrong.get(member);
    if (found != null) {
      throw found;
    }
  }

  private String told(String name) {
    check(name);
    return texts.getOrDefault(name, "");
  }

  private String needed(String name) {
    String text = told(name);
    if (text.isEmpty()) {
      throw missing(name);
    }
    return text;
  }

  private RefusedException missing(String name) {
    String type = told("type");
    return json.refusedMember(
        name,
        "missing_field",
        "a block " + (type.isEmpty() ? "" : "of " + type + " ") + "needs it");
  }
}
