package dev.sluice.provider.anthropic;

import dev.sluice.chat.Failure;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonEnd;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.spi.stream.StreamSink;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A content block from its start to its stop, told as a part. Not thread-safe. */
final class Block {
  /** More than the proof of any thoughts, which is some kilobytes. */
  private static final int MAX_SIGNATURE = 1024 * 1024;

  /** As much as all of an answer may hold. */
  private static final int MAX_NATIVE = 16 * 1024 * 1024;

  /** What it grows by. */
  enum Kind {
    TEXT,
    THOUGHTS,
    /** The arguments of a call. */
    CALL,
    /** Nothing: it comes whole. */
    WHOLE,
    /** Pieces that only its provider knows how to join. */
    NATIVE
  }

  /** The provider's number for it; -1 if it gives none. */
  final long index;

  final int part;
  final Kind kind;
  private final Part begun;
  private final String id;
  private String signature = "";
  private @Nullable StringBuilder longSignature;

  /** Of a call. */
  private @Nullable JsonEnd arguments;

  /** Whether a call's arguments came with its start, so that pieces say them again. */
  private boolean given;

  /** Of a native block; a member is JSON text, or what a text or a list grows by. */
  private @Nullable Map<String, Object> members;

  private long nativeLength;

  /** A list that grows: its JSON but for the bracket that closes it. */
  private record Elements(StringBuilder json) {}

  private Block(long index, int part, Kind kind, Part begun, String id) {
    this.index = index;
    this.part = part;
    this.kind = kind;
    this.begun = begun;
    this.id = id;
  }

  /** Whether it is a call that the caller is to run. */
  boolean isForCaller() {
    return begun instanceof Part.ToolCall call && !call.isRunByProvider();
  }

  /** Begins a part, and tells what came with its start. */
  static Block begin(String provider, long index, int part, BlockStart start, StreamSink out) {
    Block block =
        switch (start.type()) {
          case "text" -> {
            Part text =
                marked(new Part.Text(""), start.data(provider, "type", "text", "citations"));
            yield new Block(index, part, Kind.TEXT, text, "");
          }
          case "thinking" -> {
            ProviderData data = start.data(provider, "type", "thinking", "signature");
            yield new Block(index, part, Kind.THOUGHTS, marked(new Part.Reasoning(""), data), "");
          }
          case "redacted_thinking" -> {
            Part hidden = new Part.Reasoning("").enciphered(start.cipher());
            ProviderData data = start.data(provider, "type", "data");
            yield new Block(index, part, Kind.WHOLE, marked(hidden, data), "");
          }
          case "tool_use" -> {
            Part call = new Part.ToolCall(start.id(), start.name(), "");
            ProviderData data = start.data(provider, "type", "id", "name", "input");
            yield new Block(index, part, Kind.CALL, marked(call, data), start.id());
          }
          default -> special(provider, index, part, start);
        };
    out.onEvent(new StreamEvent.PartStarted(part, block.begun));
    block.startsWith(start, out);
    return block;
  }

  /** What its provider runs, and what only its provider has. */
  private static Block special(String provider, long index, int part, BlockStart start) {
    if (start.isProvidersCall()) {
      Part call = new Part.ToolCall(start.id(), start.name(), "").runByProvider();
      ProviderData data =
          start.type().equals("server_tool_use")
              ? start.data(provider, "type", "id", "name", "input")
              : start.data(provider, "id", "name", "input");
      return new Block(index, part, Kind.CALL, marked(call, data), start.id());
    }
    if (start.isProvidersResult()) {
      Part result = ProviderResults.read(provider, start);
      return new Block(index, part, Kind.WHOLE, result, "");
    }
    Block own =
        new Block(
            index,
            part,
            Kind.NATIVE,
            new Part.Native(provider, start.type(), json(start.members())),
            "");
    own.members = new LinkedHashMap<>(start.members());
    return own;
  }

  private static Part marked(Part part, ProviderData data) {
    return data.fields().isEmpty() ? part : part.withData(data);
  }

  private void startsWith(BlockStart start, StreamSink out) {
    switch (kind) {
      case TEXT -> {
        text(start.text(), out);
        cite(start.members().getOrDefault("citations", "[]"), out);
      }
      case THOUGHTS -> {
        thoughts(start.text(), out);
        signature = start.signature();
      }
      case CALL -> {
        String input = start.members().getOrDefault("input", "null");
        String told = input.startsWith("\"") ? Json.text(input) : input;
        if (!told.isBlank() && !told.equals("{}") && !told.equals("null")) {
          arguments(told, out);
          given = true;
        }
      }
      case WHOLE, NATIVE -> {}
    }
  }

  /** Whether this is a start of the block again, as some servers send with each piece. */
  boolean beginsAgain(BlockStart start) {
    return switch (start.type()) {
      case "text" -> kind == Kind.TEXT;
      case "thinking" -> kind == Kind.THOUGHTS;
      default -> kind == Kind.CALL && !id.isEmpty() && id.equals(start.id());
    };
  }

  /** What another start of it brings. */
  void again(BlockStart start, StreamSink out) {
    if (kind == Kind.TEXT) {
      text(start.text(), out);
    } else if (kind == Kind.THOUGHTS) {
      thoughts(start.text(), out);
    }
  }

  void text(String piece, StreamSink out) {
    if (!piece.isEmpty()) {
      out.onEvent(new StreamEvent.TextDelta(part, piece));
    }
  }

  void thoughts(String piece, StreamSink out) {
    if (!piece.isEmpty()) {
      out.onEvent(new StreamEvent.ReasoningDelta(part, piece));
    }
  }

  void arguments(String piece, StreamSink out) {
    if (given || piece.isEmpty()) {
      return;
    }
    JsonEnd seen = arguments == null ? new JsonEnd() : arguments;
    arguments = seen;
    seen.add(piece);
    out.onEvent(new StreamEvent.ToolCallDelta(part, piece));
  }

  /** More of the proof; the bound that it has outgrown, if it has. */
  Failure.@Nullable LimitExceeded sign(String piece) {
    if (signature.isEmpty()) {
      signature = piece;
    } else if (longSignature != null || !piece.equals(signature)) { // Said again is said once.
      StringBuilder joined = longSignature == null ? new StringBuilder(signature) : longSignature;
      longSignature = joined;
      if (joined.length() + piece.length() > MAX_SIGNATURE) {
        return new Failure.LimitExceeded("a signature", MAX_SIGNATURE, "characters");
      }
      joined.append(piece);
    }
    return null;
  }

  void cited(String citation, StreamSink out) {
    out.onEvent(new StreamEvent.Cited(part, Citations.read(citation)));
  }

  private void cite(String citations, StreamSink out) {
    if (citations.equals("[]") || citations.equals("null")) {
      return;
    }
    byte[] bytes = citations.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (json.enterArray()) {
        while (json.nextElement()) {
          if (json.isObject()) {
            cited(json.json(), out);
          } else {
            json.skip();
          }
        }
      }
    }
  }

  /**
   * A piece of a native block: it is told as it came, and joined by the rule that all known ones
   * keep. Texts are joined, lists too, of anything else the last one counts; null is nothing.
   *
   * @return the bound that the block has outgrown, if it has
   */
  Failure.@Nullable LimitExceeded own(String delta, StreamSink out) {
    nativeLength += delta.length();
    if (nativeLength > MAX_NATIVE) {
      return new Failure.LimitExceeded("a block of the content", MAX_NATIVE, "characters");
    }
    out.onEvent(new StreamEvent.NativeDelta(part, delta));
    Map<String, Object> joined = members == null ? new LinkedHashMap<>() : members;
    members = joined;
    byte[] bytes = delta.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals("type") || json.isNull()) {
            json.skip();
          } else if (json.isText()) {
            joined.put(name, grown(joined.get(name), json.text()));
          } else {
            joined.merge(name, json.json(), Block::joinedLists);
          }
        }
      }
    }
    return null;
  }

  private static StringBuilder grown(@Nullable Object before, String piece) {
    if (before instanceof StringBuilder text) {
      return text.append(piece);
    }
    StringBuilder text = new StringBuilder();
    if (before instanceof String json && json.startsWith("\"")) {
      text.append(Json.text(json));
    }
    return text.append(piece);
  }

  private static Object joinedLists(Object before, Object after) {
    boolean isList = before instanceof Elements || isList(before);
    if (!isList || !isList(after)) {
      return after;
    }
    Elements list =
        before instanceof Elements grown
            ? grown
            : new Elements(new StringBuilder(open(String.valueOf(before))));
    String more = open(String.valueOf(after)).substring(1);
    boolean bothHave = list.json.length() > 1 && !more.isBlank();
    list.json.append(bothHave ? "," : "").append(more);
    return list;
  }

  private static boolean isList(Object json) {
    return json instanceof String text && text.startsWith("[");
  }

  /** A list's JSON without the bracket that closes it. */
  private static String open(String list) {
    return list.substring(0, list.length() - 1).stripTrailing();
  }

  private static String json(Map<String, ?> members) {
    JsonWriter json = new JsonWriter().object();
    members.forEach(
        (name, value) -> {
          if (value instanceof StringBuilder text) {
            json.put(name, text.toString());
          } else if (value instanceof Elements list) {
            json.putJson(name, list.json + "]");
          } else {
            json.putJson(name, String.valueOf(value));
          }
        });
    return json.end().text();
  }

  /**
   * Whether its stop makes it whole. A token limit stops the model anywhere and the block with it:
   * a call is whole if its arguments are, and otherwise if the answer goes on or was not cut off.
   */
  boolean isWholeWithItsStop() {
    return kind != Kind.CALL || (arguments != null && arguments.isReached());
  }

  void end(StreamSink out) {
    if (kind == Kind.CALL && (arguments == null || !arguments.hasBegun())) {
      // A tool without arguments: the API sends no piece of them, or an empty one.
      out.onEvent(new StreamEvent.ToolCallDelta(part, "{}"));
    }
    out.onEvent(new StreamEvent.PartEnded(part, ended()));
  }

  private Part ended() {
    return switch (begun) {
      case Part.Reasoning thoughts when kind == Kind.THOUGHTS ->
          thoughts.signed(longSignature == null ? signature : longSignature.toString());
      case Part.Native own when members != null ->
          new Part.Native(own.provider(), own.type(), json(members));
      default -> begun;
    };
  }
}
