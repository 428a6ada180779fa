package dev.sluice.provider.openai.chat;

import dev.sluice.spi.stream.PartWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the calls of an answer from the pieces in which they come. The format says by an index
 * which call a piece is of, and tells id and name with the first one. But some servers give all
 * calls the index 0 or none at all, so that only ids tell them apart; some tell one call under two
 * indexes; some say id or name later, in pieces, or with each piece; and some have no ids.
 *
 * <p>So a call also begins where another one is whole, or where an index is taken by another id, if
 * a name comes with the new one: other servers give each fragment of one call an id of its own. No
 * step takes longer with more calls. Not thread-safe.
 */
final class ToolCalls {
  /** A bound on the index, which the provider chooses, and on how many there are. */
  static final int MAX = 4096;

  /** A bound on what the arguments of calls may say before their tools are named. */
  static final int MAX_UNNAMED = 1024 * 1024;

  private final PartWriter parts;
  private final List<ToolCall> all = new ArrayList<>(2);

  /** The latest one at each place, and under each id. */
  private final Map<Long, ToolCall> byPlace = new HashMap<>(4);

  private final Map<String, ToolCall> byId = new HashMap<>(4);

  /**
   * A call whose arguments are empty up to now: there are servers that begin so and then send them.
   */
  private @Nullable ToolCall held;

  /** The one that a piece has come of last. */
  private @Nullable ToolCall grownLast;

  private int untold;
  private boolean tooMany;
  private boolean nameTooLong;

  /** How much the arguments of calls have said whose names have not come. */
  private long unnamed;

  ToolCalls(PartWriter parts) {
    this.parts = parts;
  }

  /** Whether a call was left out because there were too many. */
  boolean isTooMany() {
    return tooMany;
  }

  /** Whether the name of one has. */
  boolean isNameTooLong() {
    return nameTooLong;
  }

  /** Whether calls without a name have grown too long. */
  boolean isTooLong() {
    return unnamed > MAX_UNNAMED;
  }

  void accept(ToolCallPiece piece) {
    ToolCall call = find(piece);
    ToolCall placeholder = held;
    if (placeholder != null && !(placeholder.equals(call) && placeholder.isReplacedBy(piece))) {
      tellHeld();
    }
    if (call == null) {
      grow(begin(piece), piece);
    } else if (isAnother(call, piece)) {
      ToolCallPiece again = call.again(piece);
      grow(begin(again), again);
    } else {
      goOn(call, piece);
      grow(call, piece);
    }
  }

  private @Nullable ToolCall begin(ToolCallPiece piece) {
    if (all.size() >= MAX || piece.index() >= MAX) {
      tooMany = true;
      return null;
    }
    ToolCall call = new ToolCall(all.size(), piece);
    all.add(call);
    byPlace.put(piece.place(), call);
    if (!piece.id().isEmpty()) {
      byId.put(piece.id(), call);
    }
    untold++;
    if (!call.name().isEmpty()) {
      tell(call);
    }
    return call;
  }

  private void goOn(ToolCall call, ToolCallPiece piece) {
    boolean news = false;
    if (!piece.id().isEmpty() && call.id().isEmpty()) {
      call.identify(piece.id());
      byId.put(piece.id(), call);
      news = true;
    }
    if (piece.index() >= MAX) {
      tooMany = true;
    } else if (piece.hasIndex()) {
      byPlace.putIfAbsent(piece.index(), call); // One call under two indexes.
    }
    news |= call.name(piece.name(), piece.id().isEmpty());
    nameTooLong |= call.isNameTooLong();
    if (piece.data() != null) {
      call.note(piece.data());
      news = true;
    }
    if (!call.isTold()) {
      if (!call.name().isEmpty()) {
        tell(call);
      }
    } else if (news) {
      parts.known(call.number, call.begun());
      if (piece.data() != null) {
        parts.noted(call.number, piece.data());
      }
    }
  }

  private void grow(@Nullable ToolCall call, ToolCallPiece piece) {
    String arguments = piece.arguments();
    grownLast = call == null ? grownLast : call;
    if (call == null || arguments.isEmpty()) {
      return;
    }
    if (call.equals(held)) {
      held = null;
      call.clear();
    } else if (call.isTold() && !call.hasArguments() && arguments.equals("{}")) {
      call.grow(arguments);
      held = call;
      return;
    }
    if (call.repeats(arguments)) {
      call.skip(arguments);
      return;
    }
    call.grow(arguments);
    if (call.isTold()) {
      parts.arguments(call.number, arguments);
    } else {
      unnamed += arguments.length();
    }
  }

  private void tell(ToolCall call) {
    call.setTold();
    untold--;
    parts.call(call.number, call.begun());
    String arguments = call.arguments();
    unnamed -= arguments.length();
    if (!arguments.isEmpty()) {
      parts.arguments(call.number, arguments);
    }
  }

  /** The arguments that are empty stay so: something else comes. */
  void tellHeld() {
    ToolCall empty = held;
    if (empty != null) {
      held = null;
      parts.arguments(empty.number, empty.arguments());
    }
  }

  /** Tells what has waited: nothing more comes. */
  void tellUntold() {
    tellHeld();
    if (untold > 0) {
      all.stream().filter(call -> !call.isTold()).forEach(this::tell);
    }
  }

  /** The call that a piece is of; null if it begins one. */
  private @Nullable ToolCall find(ToolCallPiece piece) {
    ToolCall last = latest(piece);
    if (piece.id().isEmpty()) {
      return piece.name().isEmpty() || isNamed(last, piece) ? last : null;
    }
    ToolCall known = byId.get(piece.id());
    if (known != null) {
      return known;
    }
    if (last == null) {
      return null;
    }
    if (piece.name().isEmpty()) {
      return last.isWhole() && !piece.arguments().isBlank() && !last.repeats(piece.arguments())
          ? null
          : last;
    }
    return last.id().isEmpty() && isNamed(last, piece) ? last : null;
  }

  /** The latest call at the piece's place. */
  private @Nullable ToolCall latest(ToolCallPiece piece) {
    ToolCall last = byPlace.get(piece.place());
    if (piece.hasIndex()) {
      return last;
    }
    boolean numbered = grownLast != null && grownLast.hasIndex();
    return last == null || (numbered && piece.id().isEmpty()) ? unnumbered(piece) : last;
  }

  /** Without an index, a piece that begins nothing goes on with what there is. */
  private @Nullable ToolCall unnumbered(ToolCallPiece piece) {
    ToolCall grown = grownLast;
    return grown == null || grown.beganBeside(piece) ? null : grown;
  }

  /** Whether the name that a piece tells, without a known id, is the name of this call. */
  private static boolean isNamed(@Nullable ToolCall call, ToolCallPiece piece) {
    if (call == null || call.beganBeside(piece)) {
      return false;
    }
    if (call.name().isEmpty()) {
      return true;
    }
    boolean same = call.name().equals(piece.name());
    if (call.isWhole()) {
      return same && piece.arguments().isBlank();
    }
    return same || !call.hasArguments();
  }

  /** Whether a server gives two calls one id, or one place without saying so. */
  private static boolean isAnother(ToolCall call, ToolCallPiece piece) {
    return call.isOver(piece, !piece.name().isEmpty() && !piece.id().isEmpty());
  }
}
