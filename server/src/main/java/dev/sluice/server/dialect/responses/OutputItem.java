package dev.sluice.server.dialect.responses;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An item of the answer while it is told. Not thread-safe. */
final class OutputItem {

  /** What it is. */
  enum Kind {
    MESSAGE("message", "msg_"),
    REASONING("reasoning", "rs_"),
    FUNCTION_CALL("function_call", "fc_"),
    CUSTOM_CALL("custom_tool_call", "ctc_"),
    SHELL_CALL("local_shell_call", "lsh_"),
    PATCH_CALL("apply_patch_call", "apc_"),
    IMAGE("image_generation_call", "ig_"),
    /** As its provider told it. */
    OWN("", "it_");

    final String type;
    final String prefix;

    Kind(String type, String prefix) {
      this.type = type;
      this.prefix = prefix;
    }

    boolean isSaid() {
      return this == MESSAGE || this == REASONING;
    }

    /** Whether its calls grow under the eyes of the client. */
    boolean isShownGrowing() {
      return this == FUNCTION_CALL;
    }
  }

  final Kind kind;
  final long index;
  final String id;

  /** Of a message, as JSON; empty if it has none. */
  final String phase;

  /** Of a message or of thoughts; what one that is done says is in {@link #done} alone. */
  List<Piece> pieces = new ArrayList<>(1);

  // Counted, since an answer may have any number of pieces.
  private int summaries;
  private int others;
  private int openPieces;

  /** Of thoughts. */
  String cipher = "";

  // Of a call.
  String callId = "";
  String name = "";
  String namespace = "";
  StringBuilder arguments = new StringBuilder(0);

  /** All of it as JSON, once it is over; empty until then. */
  String done = "";

  OutputItem(Kind kind, long index, String id, String phase) {
    this.kind = kind;
    this.index = index;
    this.id = id;
    this.phase = phase;
  }

  /** The members that say which item an event is about, with a comma behind. */
  String place() {
    return "\"item_id\":" + JsonWriter.quoted(id) + ",\"output_index\":" + index + ",";
  }

  /** Whether nothing of it is still to come. */
  boolean isToldOut() {
    return openPieces == 0;
  }

  /** A piece more. */
  Piece begin(PieceKind piece) {
    Piece begun = new Piece(piece, piece == PieceKind.SUMMARY ? summaries++ : others++, this);
    pieces.add(begun);
    openPieces++;
    return begun;
  }

  /** A piece of it is over. */
  void end(Piece piece) {
    piece.ended = true;
    openPieces--;
  }

  /** It as JSON. */
  String json(String status) {
    JsonWriter json = new JsonWriter().object();
    json.put("id", id).put("type", kind.type);
    switch (kind) {
      case MESSAGE -> {
        json.put("status", status).put("role", "assistant");
        if (!phase.isEmpty()) {
          json.putRead("phase", phase);
        }
        json.putRead("content", list(false));
      }
      case REASONING -> {
        json.putRead("summary", list(true));
        if (pieces.stream().anyMatch(piece -> piece.kind == PieceKind.THOUGHT)) {
          json.putRead("content", list(false));
        }
        if (!cipher.isEmpty()) {
          json.put("encrypted_content", cipher);
        }
        json.put("status", status);
      }
      case FUNCTION_CALL, CUSTOM_CALL -> {
        json.put("status", status).put("call_id", callId).put("name", name);
        if (!namespace.isEmpty()) {
          json.put("namespace", namespace);
        }
        json.put(kind == Kind.CUSTOM_CALL ? "input" : "arguments", arguments.toString());
      }
      case SHELL_CALL -> described(json, status, "action");
      case PATCH_CALL -> described(json, status, "operation");
      case IMAGE -> json.put("status", status).put("result", arguments.toString());
      case OWN -> throw new IllegalStateException("a defect: it has its own form");
    }
    return json.end().text();
  }

  private void described(JsonWriter json, String status, String member) {
    json.put("status", status).put("call_id", callId);
    String what = arguments.isEmpty() ? "{}" : arguments.toString();
    if (member.equals("action")) {
      what = ClientTools.action(what);
    }
    try {
      json.putJson(member, what);
    } catch (IllegalArgumentException cutOff) {
      json.object(member).put("type", "invalid").put("input", what).end();
    }
  }

  private String list(boolean summaries) {
    return pieces.stream()
        .filter(piece -> (piece.kind == PieceKind.SUMMARY) == summaries)
        .map(Piece::json)
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** It is over: what it says is kept as JSON alone. */
  void end(String json) {
    done = json;
    pieces = List.of();
    arguments = new StringBuilder(0);
  }

  /** The call of a function or of a tool of the client's. */
  void calls(Part.ToolCall call, String known, ClientTools tools) {
    callId = known;
    name = tools.plain(call.name());
    namespace = call.data().flatMap(data -> data.field("namespace")).map(Quoted::read).orElse("");
    namespace = namespace.isEmpty() ? tools.namespace(call.name()) : namespace;
  }
}
