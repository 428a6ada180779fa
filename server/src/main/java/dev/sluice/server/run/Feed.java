package dev.sluice.server.run;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Entries;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Mark;
import dev.sluice.server.dialect.Told;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives a run's entries to one client's encoder, whoever reads them. Holds back what is told before
 * the first token, so that an attempt that was followed by another one leaves no trace, and keeps
 * from the client what it has already. Not thread-safe.
 */
final class Feed {
  private final Dialect dialect;
  private final Told told;

  private final byte[] name;

  /** Up to where the client has all. */
  private final Mark after;

  /** Whether a part of an entry that it has is of this dialect. */
  private final boolean isOwn;

  private final int maxHeld;
  private final Shown shown;

  private Encoder encoder;
  private final boolean wholeStory;
  private final String contentType;
  private final Map<String, String> headers;

  /** Whether what comes goes out. */
  private boolean begun;

  /** What was told before the first token; null if nothing was. */
  private @Nullable Bytes held;

  /**
   * @param maxHeld so many bytes are held back, and no more
   * @param shown what of failures the client may see
   */
  Feed(Dialect dialect, Told told, Mark after, int maxHeld, Shown shown) {
    this.shown = shown;
    this.dialect = dialect;
    this.told = told;
    this.name = dialect.name().getBytes(StandardCharsets.US_ASCII);
    this.after = after;
    this.isOwn = after.dialect().equals(dialect.name());
    this.maxHeld = maxHeld;
    this.encoder = dialect.encoder(told);
    this.wholeStory = encoder.isWholeStory();
    this.contentType = encoder.contentType();
    this.headers = encoder.head();
    this.begun = wholeStory;
  }

  /** Whether its stream begins with the run, and not with the answer. */
  boolean isWholeStory() {
    return wholeStory;
  }

  /** What HTTP calls what the encoder writes. */
  String contentType() {
    return contentType;
  }

  /** What else the response's head says. */
  Map<String, String> headers() {
    return headers;
  }

  /** Whether the client is told what comes: the answer has begun, or it wants the whole story. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether the encoder has told its client an end of its own. */
  boolean isOver() {
    return encoder.isOver();
  }

  /** Whether the encoder's ends are what clients take for errors. */
  boolean tellsErrors() {
    return encoder.tellsErrors();
  }

  /** Whether the client has what stands before this place already. */
  boolean isKnown(Offset at) {
    return after.isBehind(at);
  }

  /**
   * A frame in the dialect's own format.
   *
   * @param token whether something of the answer has come with it, or before
   */
  void frame(String type, byte[] bytes, int from, int length, Offset at, boolean token, Bytes out) {
    int mark = out.size();
    int start = begun ? mark : heldBytes();
    boolean before = begun;
    Bytes to = target(token, out);
    encoder.frame(type, bytes, from, length, at, to);
    settle(at, mark, begun && !before ? mark + start : start, out);
  }

  /**
   * The events of one entry.
   *
   * @param at the place behind it
   */
  void events(List<StreamEvent> events, Offset at, Bytes out) {
    int mark = out.size();
    int start = begun ? mark : heldBytes();
    boolean before = begun;
    for (StreamEvent event : events) {
      if (!begun && event instanceof StreamEvent.FurtherAttempt) {
        held = null;
        start = 0;
        encoder = dialect.encoder(told);
      } else {
        encoder.event(shown.event(event), at, target(event instanceof StreamEvent.Content, out));
      }
    }
    settle(at, mark, begun && !before ? mark + start : start, out);
  }

  private int heldBytes() {
    return held == null ? 0 : held.size();
  }

  /** The ending; what is held back goes out before it if the run is complete. */
  void end(Ending ending, Offset at, Bytes out) {
    int mark = out.size();
    if (!begun) {
      if (ending instanceof Ending.Incomplete) {
        encoder = dialect.encoder(told);
      } else if (held != null) {
        out.add(held.array(), 0, held.size());
      }
      held = null;
      begun = true;
    }
    int start = out.size();
    encoder.end(shown.ending(Entries.stripped(ending)), at, out);
    settle(at, mark, start, out);
  }

  /** Something that means nothing; may be asked for while another thread has this. */
  void heartbeat(Bytes out) {
    dialect.encoder(told).heartbeat(out);
  }

  private Bytes target(boolean token, Bytes out) {
    if (!begun && token) {
      release(out);
    }
    if (begun) {
      return out;
    }
    if (held == null) {
      held = new Bytes();
    }
    return held;
  }

  private void release(Bytes out) {
    begun = true;
    if (held != null) {
      out.add(held.array(), 0, held.size());
      held = null;
    }
  }

  /**
   * Takes back what the client has, and lets out what is too much to be held.
   *
   * @param mark where in the bytes that go out those stand that were added with this entry
   * @param start where its own stand, in those or in the ones that are held back
   */
  private void settle(Offset entry, int mark, int start, Bytes out) {
    Bytes to = begun ? out : held;
    if (to != null) {
      Blocks.number(entry, name, to, start);
    }
    if (isKnown(entry)) {
      out.truncate(mark);
      if (held != null) {
        held.clear();
      }
    } else if (to != null && after.at().equals(entry)) {
      // Of another dialect's events, or of more than there are, nobody can say what is had by them.
      int had = isOwn ? Blocks.end(to, start, after.part()) : start;
      to.remove(begun ? mark : 0, had < 0 || had == to.size() ? start : had);
    } else if (held != null && held.size() > maxHeld) {
      release(out);
    }
  }
}
