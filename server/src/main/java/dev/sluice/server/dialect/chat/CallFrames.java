package dev.sluice.server.dialect.chat;

import dev.sluice.server.dialect.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts right what clients cannot read of frames that tell calls: several servers give all calls the
 * index 0, or none, and clients put the arguments of such calls together; and some end an answer
 * that calls with {@code stop}, behind which agents call nothing. All else stays as it came. Not
 * thread-safe.
 */
final class CallFrames {
  /** Places beyond this one, and so many calls, stay as they are; so many ids are remembered. */
  private static final int MAX = 4096;

  private static final byte[] INDEX = ascii("\"index\":");
  private static final byte[] CALLS = ascii("\"tool_calls\"");
  private static final byte[] STOP = ascii("\"stop\"");

  /** A call: its number among those that clients are told of, and its id as far as it is known. */
  private static final class Call {
    final long number;
    String id;

    Call(long number, String id) {
      this.number = number;
      this.id = id;
    }
  }

  /** The latest call at each index that the server has said, or at each place in its lists. */
  private final Map<Long, Call> byPlace = new HashMap<>(0);

  private final Map<String, Call> byId = new HashMap<>(0);
  private final Set<Long> numbers = new HashSet<>(0);
  private long next;
  private @Nullable Call last;
  private boolean any;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Writes a frame, of which has been found out what there is to know. */
  void put(FrameLook look, byte[] frame, int from, int length, Bytes to) {
    int end = from + length;
    any |= look.calls() > 0;
    int stop = any && isStop(frame, look.finish(), end) ? look.finish() : 0;
    int done = from;
    if (stop > 0 && stop < look.calls()) { // Members come in any order.
      done = calls(frame, done, stop, to);
      stop = 0;
    }
    if (look.calls() > 0) {
      CallPieces pieces = new CallPieces(frame, look.calls(), end);
      for (int position = 0; pieces.next(); position++) {
        long number = number(pieces, position);
        if (number >= 0 && number != pieces.index()) {
          boolean said = pieces.indexFrom() > 0;
          int at = said ? pieces.indexFrom() : pieces.begin();
          to.add(frame, done, at - done);
          done = said ? pieces.indexTo() : at;
          if (said) {
            to.addDecimal(number);
          } else {
            to.add(INDEX).addDecimal(number).add((byte) ',');
          }
        }
      }
    }
    if (stop > 0 && stop >= done) {
      done = calls(frame, done, stop, to);
    }
    to.add(frame, done, end - done);
  }

  /** Writes what stands before a reason, and another one; returns where to go on behind it. */
  private static int calls(byte[] frame, int done, int stop, Bytes to) {
    to.add(frame, done, stop - done).add(CALLS);
    return stop + STOP.length;
  }

  private static boolean isStop(byte[] frame, int at, int end) {
    boolean same = at > 0 && at + STOP.length <= end;
    for (int i = 0; same && i < STOP.length; i++) {
      same = frame[at + i] == STOP[i];
    }
    return same;
  }

  /** The number of the call that a piece is of; negative if it is left as it came. */
  private long number(CallPieces piece, int position) {
    long index = piece.index();
    long place = index < 0 ? position : index;
    if (place >= MAX || numbers.size() >= MAX) {
      return -1;
    }
    String id = piece.id();
    Call call = find(index, place, id, piece.isNamed());
    if (call == null) {
      boolean free = index >= 0 && !numbers.contains(index);
      call = new Call(free ? index : next, id);
      numbers.add(call.number);
      next = Math.max(next, call.number + 1);
      byPlace.put(place, call);
    } else if (call.id.isEmpty()) {
      call.id = id;
    }
    byPlace.putIfAbsent(place, call);
    if (!id.isEmpty() && byId.size() < MAX) {
      byId.putIfAbsent(id, call);
    }
    last = call;
    return call.number;
  }

  /** The call that a piece goes on with; null if it begins one. */
  private @Nullable Call find(long index, long place, String id, boolean named) {
    Call there = byPlace.get(place);
    if (id.isEmpty()) {
      return index < 0 && !named ? last : there;
    }
    Call known = byId.get(id);
    if (known != null) {
      return known;
    }
    // Other servers give each piece of a call an id of its own, and the first alone a name.
    return there != null && named && !there.id.isEmpty() ? null : there;
  }
}
