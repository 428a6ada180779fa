package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Failure;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import dev.sluice.provider.openai.chat.Quirks.Form;
import dev.sluice.provider.openai.chat.Quirks.Oddity;
import dev.sluice.provider.openai.chat.Quirks.Thoughts;
import dev.sluice.spi.provider.ResultsBehindCalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A request's {@code messages}. Not thread-safe. */
final class RequestMessages {
  /** What a provider says of a call or a text, and wants back with it: Gemini's proofs. */
  static final String EXTRA_CONTENT = "extra_content";

  /** Lists of thoughts in forms of their own, and what is told of them alone: they go back too. */
  static final List<String> PROOFS =
      List.of("reasoning_details", "thinking_blocks", "reasoning_opaque");

  /** By which name parts are marked for a cache. */
  private static final String CACHE_MARK = "cache_control";

  private static final String NAME = "name";

  /** What else is to be a text, such as a tool's name, is no reason to send no marks any more. */
  private static final Pattern OF_MESSAGES = Pattern.compile("\\b(messages|content)\\b");

  /** {@code invalid type: sequence, expected a string}, {@code Input should be a valid string}. */
  private static final Pattern TEXT_WANTED =
      Pattern.compile("(expected|be|of type|wants?) (a |an )?(valid )?(string|text)\\b");

  private final JsonWriter json;
  private final String provider;
  private final Quirks quirks;
  private final OwnFields own;
  private final List<Message> messages;
  private final CallIds ids;
  private final RequestMedia media;

  /** Whether it was the client who ended with what the assistant has said. */
  private final boolean isBegun;

  RequestMessages(
      JsonWriter json, String provider, Quirks quirks, OwnFields own, List<Message> messages) {
    this.json = json;
    this.provider = provider;
    this.quirks = quirks;
    this.own = own;
    this.messages = fitting(messages, quirks, own);
    this.ids = CallIds.of(this.messages, quirks);
    this.media = new RequestMedia(json, provider, quirks, own);
    this.isBegun = messages.getLast() instanceof Message.Assistant;
  }

  /** The same conversation in the order, and with what in it, that the server takes. */
  private static List<Message> fitting(List<Message> messages, Quirks quirks, OwnFields own) {
    List<Message> fitting = MessageOrder.fitting(ResultsBehindCalls.of(messages), own);
    if (!quirks.has(Oddity.MEDIA_IN_RESULTS)) {
      fitting = ResultMedia.moved(fitting);
    }
    if (quirks.has(Oddity.ALTERNATING_ROLES)) {
      fitting = Alternating.messages(fitting);
    }
    return quirks.has(Oddity.ASSISTANT_AFTER_RESULTS) ? AnsweredResults.messages(fitting) : fitting;
  }

  /**
   * Whether a refusal is about what is marked, which stands in a list: some servers take texts
   * alone.
   */
  static Set<String> blamed(Failure.Refused refusal, Set<String> sent) {
    String said = (refusal.field() + " " + refusal.detail()).toLowerCase(Locale.ROOT);
    return sent.contains(CACHE_MARK)
            && OF_MESSAGES.matcher(said).find()
            && TEXT_WANTED.matcher(said).find()
        ? Set.of(CACHE_MARK)
        : Set.of();
  }

  /** Writes them all. */
  void write() {
    json.array("messages");
    for (int i = 0; i < messages.size(); i++) {
      json.object();
      switch (messages.get(i)) {
        case Message.SystemPrompt system ->
            json.put("role", quirks.name("system")).put("content", system.text());
        case Message.User user -> {
          json.put("role", "user");
          name(user.parts());
          content(user.parts());
        }
        case Message.Assistant said -> assistant(said, isBegun && i + 1 == messages.size());
        case Message.ToolResult(Part.ToolResult result) -> result(result);
      }
      json.end();
    }
    json.end();
  }

  /** Whether a part of what the assistant has said is sent, or is refused. */
  static boolean hasPlace(Part part, String provider) {
    return switch (part) {
      case Part.ToolCall call -> !call.isRunByProvider();
      case Part.Native own -> own.provider().equals(provider);
      case Part.Media media ->
          media.kind() != Part.Media.Kind.AUDIO || sound(media, provider).isPresent();
      case Part.ToolResult r -> false;
      case Part.ApprovalRequest a -> false;
      case Part.ApprovalAnswer a -> false;
      case Part.Text t -> true;
      case Part.Reasoning r -> true;
      case Part.Refusal r -> true;
    };
  }

  /** Whether the answer is begun: the request ends with what the assistant has said. */
  static boolean endWithPrefix(List<Message> messages) {
    return messages.getLast() instanceof Message.Assistant said && CallIds.calls(said).isEmpty();
  }

  private void result(Part.ToolResult result) {
    json.put("role", "tool").put("tool_call_id", ids.next());
    if (quirks.has(Oddity.NAMED_RESULTS) && !result.name().isEmpty() && own.may(NAME)) {
      json.put(NAME, result.name());
    }
    if (isText(result.content())) {
      // Many servers take one text alone.
      json.put(
          "content",
          result.content().stream()
              .map(part -> ((Part.Text) part).text())
              .collect(Collectors.joining("\n")));
    } else {
      content(result.content());
    }
    mark(result).ifPresent(mark -> json.putJson(CACHE_MARK, mark));
  }

  private boolean isText(List<Part> parts) {
    return parts.stream().allMatch(part -> part instanceof Part.Text && mark(part).isEmpty());
  }

  /** Who of several of one role says so, of which one of the parts tells. */
  private void name(List<Part> parts) {
    parts.stream()
        .flatMap(part -> part.data(provider).flatMap(data -> data.field(NAME)).stream())
        .findFirst()
        .filter(name -> own.may(NAME))
        .ifPresent(name -> json.putJson(NAME, name));
  }

  /** That a part shall be kept for the next request, as JSON; many servers keep all of it. */
  private Optional<String> mark(Part part) {
    return part.data(provider)
        .flatMap(data -> data.field(CACHE_MARK))
        .filter(mark -> quirks.has(Oddity.CACHE_MARKS) && own.may(CACHE_MARK));
  }

  private void content(List<Part> parts) {
    if (parts.isEmpty()) {
      json.put("content", ""); // A list of none is refused.
      return;
    }
    if (parts.size() == 1 && parts.getFirst() instanceof Part.Text text && mark(text).isEmpty()) {
      json.put("content", text.text());
      return;
    }
    json.array("content");
    for (Part part : parts) {
      json.object();
      switch (part) {
        case Part.Text text -> json.put("type", "text").put("text", text.text());
        case Part.Media piece -> media.write(piece);
        case Part.Reasoning r -> throw misplaced("reasoning");
        case Part.Refusal r -> throw misplaced("a refusal");
        case Part.ToolCall c -> throw misplaced("a tool call");
        case Part.ToolResult r ->
            throw new IllegalArgumentException("a tool's result is a message of its own");
        case Part.ApprovalRequest a -> throw RequestMedia.unknown("requests of approval");
        case Part.ApprovalAnswer a -> throw RequestMedia.unknown("answers to requests of approval");
        case Part.Native own -> throw RequestMedia.unknown("parts of " + own.provider());
      }
      mark(part).ifPresent(mark -> json.putJson(CACHE_MARK, mark));
      json.end();
    }
    json.end();
  }

  private static IllegalArgumentException misplaced(String what) {
    return new IllegalArgumentException(what + " belongs in an assistant message");
  }

  private void assistant(Message.Assistant message, boolean last) {
    StringBuilder text = new StringBuilder();
    StringBuilder refusal = new StringBuilder();
    List<Part.ToolCall> calls = CallIds.calls(message);
    Optional<String> sound = Optional.empty();
    boolean severalKinds = false;
    for (Part part : message.parts()) {
      switch (part) {
        case Part.Text piece -> text.append(piece.text());
        case Part.Refusal piece -> refusal.append(piece.text());
        case Part.Media piece when piece.kind() == Part.Media.Kind.AUDIO ->
            sound = sound(piece, provider);
        case Part.Media piece -> {
          requirePlaceForImages();
          severalKinds = true;
        }
        case Part.Reasoning thoughts -> {} // Below, as the server wants them.
        case Part.ToolCall call -> {} // Below.
        // What follows this format has no place for, and its servers want it left out.
        case Part.ToolResult r -> {}
        case Part.Native piece -> severalKinds |= isOwn(piece);
        case Part.ApprovalRequest a -> {}
        case Part.ApprovalAnswer a -> {}
      }
    }
    boolean refused = !refusal.isEmpty();
    if (refused && (quirks.has(Oddity.REFUSALS_AS_TEXT) || !own.may("refusal"))) {
      text.append(refusal);
      refused = false;
    }
    json.put("role", "assistant");
    name(message.parts());
    List<Part.Reasoning> thoughts = thoughts(message);
    boolean thoughtsWithin = quirks.thoughts().form() == Form.CONTENT && !thoughts.isEmpty();
    if (thoughtsWithin || severalKinds) {
      pieces(message, thoughtsWithin);
    } else if (text.isEmpty() && !(calls.isEmpty() && !refused && sound.isEmpty())) {
      json.putNull("content");
    } else {
      json.put("content", text.toString());
    }
    reasoning(message, thoughts, !calls.isEmpty());
    if (refused) {
      json.put("refusal", refusal.toString());
    }
    sound.ifPresent(id -> json.object("audio").putJson("id", id).end());
    message.parts().stream()
        .filter(part -> !(part instanceof Part.ToolCall) && part.data(provider).isPresent())
        .reduce((first, later) -> later)
        .ifPresent(this::extra);
    message.parts().reversed().stream()
        .flatMap(part -> mark(part).stream())
        .findFirst()
        .ifPresent(mark -> json.putJson(CACHE_MARK, mark));
    calls(calls);
    if (last && calls.isEmpty()) {
      quirks.prefix().fields().forEach(field -> json.put(field, true));
    }
  }

  /** The name, as JSON, by which a provider keeps what it has said aloud. */
  private static Optional<String> sound(Part.Media piece, String provider) {
    return piece.data(provider).flatMap(data -> data.field("audio_id"));
  }

  /** Left out, an image would change the question. */
  private void requirePlaceForImages() {
    if (!quirks.has(Oddity.IMAGES_OF_ASSISTANTS)) {
      throw new IllegalArgumentException(
          "an assistant message cannot hold an image in chat completions: give it in a user's"
              + " message");
    }
  }

  /** Those of this provider, or of nobody in particular: to no other one they may be sent. */
  private List<Part.Reasoning> thoughts(Message.Assistant message) {
    List<Part.Reasoning> thoughts = new ArrayList<>();
    if (message.model().isEmpty() || message.provider().equals(provider)) {
      for (Part part : message.parts()) {
        if (part instanceof Part.Reasoning thought) {
          thoughts.add(thought);
        }
      }
    }
    return thoughts;
  }

  private void reasoning(
      Message.Assistant message, List<Part.Reasoning> thoughts, boolean withCalls) {
    Thoughts how = quirks.thoughts();
    if (proofs(message) && how.form() == Form.DETAILS) {
      return; // They say the thoughts too.
    }
    if (how.field().isEmpty() || (how.onlyWithCalls() && !withCalls)) {
      return;
    }
    StringBuilder said = new StringBuilder();
    thoughts.forEach(thought -> said.append(thought.text()));
    Optional<String> filler = withCalls ? how.filler() : Optional.empty();
    boolean goesBack = how.form() == Form.FIELD ? !thoughts.isEmpty() : !said.isEmpty();
    if ((goesBack || filler.isPresent()) && own.may(how.field())) {
      json.put(how.field(), said.isEmpty() ? filler.orElse("") : said.toString());
    }
  }

  /** Sends back what this server has told of its thoughts in forms of its own; if anything. */
  private boolean proofs(Message.Assistant message) {
    boolean any = false;
    for (String field : PROOFS) {
      List<String> told = new ArrayList<>();
      for (Part part : message.parts()) {
        part.data(provider).flatMap(data -> data.field(field)).ifPresent(told::add);
      }
      if (!told.isEmpty()) {
        any = true;
        if (own.may(field)) {
          json.putJson(field, told.size() == 1 ? told.getFirst() : joined(told));
        }
      }
    }
    return any;
  }

  /** Several lists as one, in their order; of single values the last. */
  private static String joined(List<String> told) {
    boolean lists = told.stream().allMatch(value -> value.strip().startsWith("["));
    return lists ? ReasoningDetails.joined(told) : told.getLast();
  }

  /** What this provider alone has, such as a reference, goes back to it as it came. */
  private boolean isOwn(Part.Native piece) {
    return piece.provider().equals(provider);
  }

  /** Content that is more than a text, piece by piece in its order. */
  private void pieces(Message.Assistant message, boolean withThoughts) {
    json.array("content");
    for (Part part : message.parts()) {
      if (part instanceof Part.Reasoning thought && withThoughts) {
        json.object().put("type", "thinking").array("thinking");
        json.object().put("type", "text").put("text", thought.text()).end().end().end();
      } else if (part instanceof Part.Text text) {
        json.object().put("type", "text").put("text", text.text()).end();
      } else if (part instanceof Part.Refusal refusal && quirks.has(Oddity.REFUSALS_AS_TEXT)) {
        json.object().put("type", "text").put("text", refusal.text()).end();
      } else if (part instanceof Part.Media piece && piece.kind() != Part.Media.Kind.AUDIO) {
        json.object();
        media.write(piece);
        json.end();
      } else if (part instanceof Part.Native piece && isOwn(piece)) {
        json.valueJson("what " + provider + " calls " + piece.type(), piece.json());
      }
    }
    json.end();
  }

  /** Whose proof it is, and its name, are in the name of the data: OWNER.NAME. */
  private void extra(Part part) {
    Map<String, Map<String, String>> owners = new LinkedHashMap<>();
    part.data(provider)
        .ifPresent(
            data ->
                data.fields()
                    .forEach(
                        (name, value) -> {
                          int dot = name.indexOf('.');
                          if (dot > 0) {
                            owners
                                .computeIfAbsent(
                                    name.substring(0, dot), none -> new LinkedHashMap<>())
                                .put(name.substring(dot + 1), value);
                          }
                        }));
    if (!owners.isEmpty()) {
      json.object(EXTRA_CONTENT);
      owners.forEach(
          (owner, members) -> {
            json.object(owner);
            members.forEach(json::putJson);
            json.end();
          });
      json.end();
    }
  }

  private void calls(List<Part.ToolCall> calls) {
    if (calls.isEmpty()) {
      return;
    }
    json.array("tool_calls");
    for (Part.ToolCall call : calls) {
      json.object().put("id", ids.next());
      if (call.isFreeText() && quirks.has(Oddity.CUSTOM_CALLS)) {
        json.put("type", "custom").object("custom");
        json.put("name", call.name()).put("input", call.arguments()).end();
      } else {
        json.put("type", "function").object("function");
        json.put("name", call.name()).put("arguments", arguments(call)).end();
      }
      extra(call);
      json.end();
    }
    json.end();
  }

  /** Servers parse them: what a call without arguments says, and what is free text, is no JSON. */
  private static String arguments(Part.ToolCall call) {
    if (call.isFreeText()) {
      return new JsonWriter().object().put("input", call.arguments()).end().text();
    }
    return call.arguments().isBlank() ? "{}" : call.arguments();
  }
}
