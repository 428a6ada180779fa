package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonEnd;
import org.jspecify.annotations.Nullable;

/** A call of a tool while it comes. Not thread-safe. */
final class ToolCall {
  /** A bound on a name that comes in pieces, with each of which it is told anew. */
  static final int MAX_NAME = 16 * 1024;

  /** Which of the answer's calls it is. */
  final int number;

  private final ToolCallPiece first;
  private String id;
  private String name;
  private @Nullable ProviderData data;

  /** What has come of its arguments, and whether that is a whole object or list. */
  private final StringBuilder arguments = new StringBuilder();

  private final JsonEnd end = new JsonEnd();

  /** How much of the whole arguments has been said once more. */
  private int repeated;

  /** Whether its name was said once more when it was whole: perhaps another call begins. */
  private boolean namedAgain;

  /** Whether it has been told: not before its name is known, if it ever is. */
  private boolean told;

  private boolean nameTooLong;

  ToolCall(int number, ToolCallPiece first) {
    this.number = number;
    this.first = first;
    this.id = first.id();
    this.name = first.name();
    this.data = first.data();
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  /** Whether pieces of its name were left out because there were too many. */
  boolean isNameTooLong() {
    return nameTooLong;
  }

  boolean isTold() {
    return told;
  }

  /** Whether it began in this piece's list, in another place. */
  boolean beganBeside(ToolCallPiece piece) {
    return first.list() == piece.list() && first.position() != piece.position();
  }

  /** Whether the server says by a number which call is meant. */
  boolean hasIndex() {
    return first.hasIndex();
  }

  boolean hasArguments() {
    return !arguments.isEmpty();
  }

  /** Whether its arguments are a whole object or list, so that more of them would be no JSON. */
  boolean isWhole() {
    return end.isReached() && !first.freeText();
  }

  /** The id has come later than the call. */
  void identify(String later) {
    id = id.isEmpty() ? later : id;
  }

  /**
   * The name, more of it, or the same once more; true if it is another one than it was.
   *
   * <p>Some servers say the whole name with each piece, some all of it that there is by now.
   *
   * @param anonymous whether it came without an id
   */
  boolean name(String piece, boolean anonymous) {
    namedAgain |= anonymous && isWhole() && !piece.isEmpty();
    if (piece.isEmpty() || piece.equals(name) || (hasArguments() && !name.isEmpty())) {
      return false;
    }
    boolean all = piece.startsWith(name);
    if (!all && name.length() + piece.length() > MAX_NAME) {
      nameTooLong = true;
      return false;
    }
    name = all ? piece : name + piece;
    return true;
  }

  void note(ProviderData more) {
    ProviderData all = more;
    if (data != null) {
      all = data;
      for (var field : more.fields().entrySet()) {
        all = all.with(field.getKey(), field.getValue());
      }
    }
    data = all;
  }

  /** Whether a piece says once more what the whole arguments say, or the next piece of that. */
  boolean repeats(String piece) {
    if (!isWhole() || repeated + piece.length() > arguments.length()) {
      return false;
    }
    for (int i = 0; i < piece.length(); i++) {
      if (piece.charAt(i) != arguments.charAt(repeated + i)) {
        return false;
      }
    }
    return true;
  }

  /** Passes over such a piece. */
  void skip(String piece) {
    repeated = (repeated + piece.length()) % arguments.length();
  }

  /**
   * Whether a piece that is said to be of it is of another call: it is whole, and this says neither
   * nothing nor the same once more.
   *
   * @param begins whether the piece looks like a beginning
   */
  boolean isOver(ToolCallPiece piece, boolean begins) {
    if (!isWhole() || piece.arguments().isBlank()) {
      return false;
    }
    return (namedAgain && piece.id().isEmpty())
        || (!repeats(piece.arguments()) && (begins || repeated > 0));
  }

  /** The beginning of another call, of which a piece was taken for a repetition of this one. */
  ToolCallPiece again(ToolCallPiece piece) {
    String before = arguments.substring(0, repeated);
    repeated = 0;
    namedAgain = false;
    return new ToolCallPiece(
        piece.index(),
        piece.list(),
        piece.position(),
        piece.id().isEmpty() && !before.isEmpty() ? id : piece.id(),
        piece.name().isEmpty() ? name : piece.name(),
        before + piece.arguments(),
        first.freeText(),
        piece.data());
  }

  /** Whether arguments that were empty up to now come after all. */
  boolean isReplacedBy(ToolCallPiece piece) {
    return piece.arguments().startsWith("{") && !piece.arguments().equals(arguments.toString());
  }

  /** What has come of its arguments was only there to be replaced. */
  void clear() {
    arguments.setLength(0);
    end.clear();
  }

  void grow(String piece) {
    arguments.append(piece);
    end.add(piece);
  }

  String arguments() {
    return arguments.toString();
  }

  /** As it begins, without its arguments. */
  Part.ToolCall begun() {
    Part.ToolCall call = new Part.ToolCall(id, name, "");
    call = first.freeText() ? call.asFreeText() : call;
    return data == null ? call : (Part.ToolCall) call.withData(data);
  }

  void setTold() {
    told = true;
  }
}
