package dev.sluice.server.dialect.openai;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.codec.EventFormatException;
import dev.sluice.codec.MessageCodec;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.MediaForm;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import dev.sluice.server.dialect.ReturnedData;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code messages} as chat completions have them. What they say that only a provider
 * understands is given to the provider with the empty name, see {@link
 * dev.sluice.server.dialect.Asked#requestTo}.
 */
public final class OpenAiMessages {
  /** Whose proofs and files are that a client sends back, as long as nobody knows who is asked. */
  static final String WHOEVER = "";

  /** Others are refused by OpenAI. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private final RequestJson json;
  private final List<String> dropped;
  private final boolean codecToo;

  private OpenAiMessages(RequestJson json, List<String> dropped, boolean codecToo) {
    this.json = json;
    this.dropped = dropped;
    this.codecToo = codecToo;
  }

  /**
   * The current value, a list of messages.
   *
   * @param dropped what of it has no place, to be added to
   */
  public static List<Message> read(RequestJson json, List<String> dropped) {
    return new OpenAiMessages(json, dropped, false).list();
  }

  /** The same, where each of the messages may be in the codec's form instead. */
  public static List<Message> readOfBothForms(RequestJson json, List<String> dropped) {
    return new OpenAiMessages(json, dropped, true).list();
  }

  private List<Message> list() {
    json.array();
    List<Message> messages = new ArrayList<>();
    while (json.nextElement()) {
      if (messages.size() == json.limits().messages()) {
        throw json.refused(
            "too_many_messages",
            "more than the limit of "
                + json.limits().messages()
                + " messages: leave out or sum up the oldest");
      }
      messages.add(message());
    }
    if (messages.isEmpty()) {
      throw json.refused("invalid_value", "a request needs at least one message");
    }
    return messages;
  }

  private Message message() {
    json.object();
    int from = json.here();
    String first = json.nextName();
    if (codecToo && "k".equals(first)) {
      return codecForm(from);
    }
    Said said = new Said(json, dropped);
    for (String name = first; name != null; name = json.nextName()) {
      said.member(name);
    }
    return said.message();
  }

  private Message codecForm(int from) {
    json.skip();
    while (json.nextName() != null) {
      json.skip();
    }
    try {
      Message message = MessageCodec.decode(json.bytes(), from, json.behind() - from);
      switch (message) {
        case Message.User(List<Part> parts) -> {
          parts.forEach(this::checkAddress);
          checkData(parts);
        }
        case Message.ToolResult(Part.ToolResult result) -> {
          result.content().forEach(this::checkAddress);
          checkData(List.of(result));
        }
        case Message.Assistant(List<Part> parts, String model) -> checkData(parts);
        case Message.SystemPrompt system -> {}
      }
      return message;
    } catch (EventFormatException wrong) {
      throw json.refused(
          "invalid_value", "not a message in the codec's form: " + wrong.getMessage());
    }
  }

  private void checkData(List<? extends Part> parts) {
    if (!parts.stream().allMatch(ReturnedData::isSound)) {
      throw json.refused("invalid_value", "what a provider is to be told of a part is no JSON");
    }
  }

  private void checkAddress(Part part) {
    if (part instanceof Part.Media media && media.source() instanceof Part.Media.Url(var url)) {
      var _ = MediaForm.of(json).address(url.toString());
    }
  }

  /** One message, whose members may come in any order. Not thread-safe. */
  private static final class Said {
    private final RequestJson json;
    private final List<String> dropped;
    private String role = "";
    private List<Part> content = List.of();
    private String name = "";
    private String callId = "";
    private String refusal = "";
    private String reasoning = "";
    private List<Part.ToolCall> calls = List.of();
    private @Nullable ProviderData proofs;
    private @Nullable ProviderData extra;
    private String sound = "";
    private @Nullable ProviderData mark;

    Said(RequestJson json, List<String> dropped) {
      this.json = json;
      this.dropped = dropped;
    }

    void member(String member) {
      switch (member) {
        case "role" -> role = json.text();
        case "content" -> content = OpenAiParts.read(json);
        case "name" -> name = json.text();
        case "tool_call_id" -> callId = json.text();
        case "refusal" -> refusal = json.text();
        case "reasoning_content", "reasoning" -> reasoning(json);
        case "tool_calls" -> calls = OpenAiCalls.read(json);
        case "function_call" -> calls = List.of(OpenAiCalls.function(json, ""));
        case "reasoning_details", "thinking_blocks", "reasoning_opaque" ->
            proofs = (proofs == null ? ProviderData.of(WHOEVER) : proofs).with(member, json.json());
        case "extra_content" -> extra = OpenAiCalls.extraContent(json);
        case "audio" -> sound = sound();
        case Asked.CACHE_MARKS -> mark = OpenAiParts.mark(json);
        default -> json.skip(); // A note of the client's, or of a provider's on its answer.
      }
    }

    /** Servers show the same thoughts under two names. */
    private void reasoning(RequestJson from) {
      if (from.isText()) {
        reasoning = from.text();
      } else {
        from.skip();
      }
    }

    private String sound() {
      String id = "";
      json.object();
      for (String member; (member = json.nextName()) != null; ) {
        if (member.equals("id")) {
          id = json.json();
        } else {
          json.skip();
        }
      }
      return id;
    }

    Message message() {
      return switch (role) {
        case "system", "developer" -> Message.system(text());
        case "user" -> new Message.User(named(marked(parts(Part.Text.class, Part.Media.class))));
        case "assistant" -> new Message.Assistant(named(marked(assistant())));
        case "tool", "function" -> result();
        case "" -> throw json.refusedMember("role", "missing_field", "a message needs a role");
        default ->
            throw json.refusedMember(
                "role",
                "invalid_value",
                "there is no role \""
                    + (role.length() > 40 ? role.substring(0, 40) + "…" : role)
                    + "\": use system, developer, user, assistant or tool");
      };
    }

    /** A mark on a message is one on the last of its parts, unless that is thoughts. */
    private List<Part> marked(List<Part> parts) {
      if (mark == null || parts.isEmpty() || parts.getLast() instanceof Part.Reasoning) {
        return parts;
      }
      List<Part> marked = new ArrayList<>(parts);
      marked.set(parts.size() - 1, parts.getLast().withData(mark));
      return marked;
    }

    private void dropped(String what) {
      if (!dropped.contains(what)) {
        dropped.add(what);
      }
    }

    /** Who says it is told of with the first part of it that says something. */
    private List<Part> named(List<Part> parts) {
      if (!name.isEmpty() && !NAME.matcher(name).matches()) {
        dropped(Asked.NAMES);
        return parts;
      }
      List<Part> named = new ArrayList<>(parts);
      for (int i = 0; i < named.size() && !name.isEmpty(); i++) {
        Part part = named.get(i);
        if (!(part instanceof Part.Text text && text.text().isEmpty())) {
          ProviderData data = part.data(WHOEVER).orElse(ProviderData.of(WHOEVER));
          named.set(i, part.withData(data.with(Asked.NAME, JsonWriter.quoted(name))));
          return named;
        }
      }
      return parts;
    }

    private String text() {
      if (!name.isEmpty()) {
        dropped(Asked.NAMES);
      }
      StringBuilder text = new StringBuilder();
      boolean marked = mark != null;
      for (Part part : parts(Part.Text.class)) {
        marked |= part.data().isPresent();
        text.append(((Part.Text) part).text());
      }
      if (marked) {
        dropped(Asked.CACHE_MARKS);
      }
      return text.toString();
    }

    @SafeVarargs
    private List<Part> parts(Class<? extends Part>... kinds) {
      for (int i = 0; i < content.size(); i++) {
        Part part = content.get(i);
        boolean fits = false;
        for (Class<? extends Part> kind : kinds) {
          fits |= kind.isInstance(part);
        }
        if (!fits) {
          throw misplaced(i);
        }
      }
      return content;
    }

    private RefusedException misplaced(int index) {
      return json.refusedMember(
          "content[" + index + "]",
          "unsupported_content",
          "a message of the role " + role + " cannot hold such a part");
    }

    private List<Part> assistant() {
      List<Part> parts = new ArrayList<>();
      if (proofs != null || !reasoning.isEmpty()) {
        Part thoughts = new Part.Reasoning(reasoning);
        parts.add(proofs == null ? thoughts : thoughts.withData(proofs));
      }
      for (Part part : parts(Part.Text.class, Part.Refusal.class)) {
        boolean isEmpty = part instanceof Part.Text text && text.text().isEmpty();
        if (!isEmpty) {
          parts.add(part);
        }
      }
      if (!refusal.isEmpty()) {
        parts.add(new Part.Refusal(refusal));
      }
      if (!sound.isEmpty()) {
        Part.Media said = new Part.Media(Part.Media.Kind.AUDIO, "", new Part.Media.Inline(""));
        parts.add(said.withData(ProviderData.of(WHOEVER, "audio_id", sound)));
      }
      if (extra != null) {
        if (parts.isEmpty()) {
          parts.add(Part.text(""));
        }
        parts.set(parts.size() - 1, parts.getLast().withData(extra));
      }
      parts.addAll(calls);
      if (parts.isEmpty()) {
        parts.add(Part.text(""));
      }
      return parts;
    }

    private Message result() {
      if (callId.isEmpty() && role.equals("tool")) {
        throw json.refusedMember(
            "tool_call_id",
            "missing_field",
            "a tool's message needs the id of the call that it answers");
      }
      List<Part> given = parts(Part.Text.class, Part.Media.class);
      Part.ToolResult result = new Part.ToolResult(callId, name, given);
      return new Message.ToolResult(
          mark == null ? result : (Part.ToolResult) result.withData(mark));
    }
  }
}
