package dev.sluice.server.dialect.responses;

import dev.sluice.chat.Citation;
import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.server.dialect.Bytes;
import java.util.List;

/** Writes the events that tell items, and keeps what of them is over. Not thread-safe. */
final class ItemEvents {
  private static final byte[] END_OF_DELTA = EventWriter.ascii("\",");
  private static final byte[] END_OF_TEXT = EventWriter.ascii("\",\"logprobs\":[],");

  private final EventWriter events;

  ItemEvents(EventWriter events) {
    this.events = events;
  }

  // Of items.

  /** An item begins. */
  void added(OutputItem item) {
    item("response.output_item.added", item, item.json("in_progress"));
  }

  /** An item is over that says all by itself. */
  void finish(OutputItem item, String status) {
    done(item, item.json(status));
  }

  /** An item that is told at once. */
  void told(OutputItem item, String begun, String whole) {
    item("response.output_item.added", item, begun);
    done(item, whole);
  }

  private void done(OutputItem item, String whole) {
    item.end(whole);
    item("response.output_item.done", item, whole);
  }

  private void item(String type, OutputItem item, String json) {
    Bytes to = events.begin(type);
    to.add("\"output_index\":").addDecimal(item.index).add(",\"item\":").add(json);
    events.end(to.add((byte) ','));
  }

  // Of pieces of messages and of thoughts.

  /** A piece more of an item. */
  Piece begin(OutputItem item, PieceKind kind) {
    Piece piece = item.begin(kind);
    part(kind.partEvents + ".added", piece, piece.begun());
    return piece;
  }

  /** A piece grows. */
  void grow(Piece piece, String text) {
    piece.text.append(text);
    Bytes to = events.begin(piece.head());
    events.end(to.addEscaped(text).add(endOf(piece)));
  }

  /** How probable the tokens were that came just before. */
  void probable(Piece piece, List<LogProb> tokens) {
    Bytes to = events.begin(piece.head());
    to.add("\",\"logprobs\":").add(Probabilities.list(tokens)).add((byte) ',');
    events.end(to);
  }

  void cite(Piece piece, Citation citation) {
    Bytes to = events.begin("response.output_text.annotation.added");
    events.end(to.add(piece.place).add(piece.cite(citation)));
  }

  /** A piece of an item is over. */
  void end(OutputItem item, Piece piece) {
    item.end(piece);
    Bytes to = events.begin(piece.kind.events + ".done");
    to.add(piece.place).add((byte) '"').add(piece.kind.member).add("\":\"");
    events.end(to.addEscaped(piece.text.toString()).add(endOf(piece)));
    part(piece.kind.partEvents + ".done", piece, piece.json());
  }

  private void part(String type, Piece piece, String json) {
    Bytes to = events.begin(type);
    events.end(to.add(piece.place).add("\"part\":").add(json).add((byte) ','));
  }

  private static byte[] endOf(Piece piece) {
    return piece.kind == PieceKind.TEXT ? END_OF_TEXT : END_OF_DELTA;
  }

  // Of calls.

  /** The arguments of a function grow. */
  void arguments(OutputItem call, String fragment) {
    call.arguments.append(fragment);
    Bytes to = events.begin("response.function_call_arguments.delta");
    events.end(to.add(call.place()).add("\"delta\":\"").addEscaped(fragment).add(END_OF_DELTA));
  }

  /** The arguments of a function are whole. */
  void argumentsDone(OutputItem call) {
    Bytes to = events.begin("response.function_call_arguments.done");
    to.add(call.place()).add("\"name\":\"").addEscaped(call.name).add("\",\"arguments\":\"");
    events.end(to.addEscaped(call.arguments.toString()).add(END_OF_DELTA));
  }

  /** The text that a call has for its input, all at once. */
  void input(OutputItem call) {
    String input = call.arguments.toString();
    Bytes to = events.begin("response.custom_tool_call_input.delta");
    events.end(to.add(call.place()).add("\"delta\":\"").addEscaped(input).add(END_OF_DELTA));
    to = events.begin("response.custom_tool_call_input.done");
    events.end(to.add(call.place()).add("\"input\":\"").addEscaped(input).add(END_OF_DELTA));
  }
}
