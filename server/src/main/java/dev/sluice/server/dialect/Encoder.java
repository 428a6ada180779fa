package dev.sluice.server.dialect;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import java.util.Map;

/**
 * Tells one client of a run, in its format. Pure: entries in, bytes of the response out. Not
 * thread-safe.
 *
 * <p>It hears a run from its beginning, whatever its follower has already: what it writes of that
 * is thrown away. So it may number what it tells. It hears either a provider's frames in {@link
 * Dialect#wireFormat} or events; after events no frames follow, but after frames events may, when
 * policies go on with another answer. Its caller holds back what came before the first token, so
 * that an attempt that was followed by another one before its first token leaves no trace (unless
 * {@link #isWholeStory}).
 */
public interface Encoder {

  /**
   * Whether it wants all that is told, at once, be it before the first token and of attempts that
   * were given up: its stream begins with the run, and not with the answer.
   */
  default boolean isWholeStory() {
    return false;
  }

  /** What HTTP calls what this writes; the same from the beginning on. */
  default String contentType() {
    return "text/event-stream";
  }

  /** What else the head of the response says; the same from the beginning on. */
  default Map<String, String> head() {
    return Map.of();
  }

  /**
   * A provider's frame.
   *
   * @param type its own type, {@code message} if it has none
   * @param at the place behind it
   */
  void frame(String type, byte[] bytes, int from, int length, Offset at, Bytes out);

  /**
   * An event; never {@link StreamEvent.Ended}, and a {@link StreamEvent.PartEnded} without the text
   * that deltas have told.
   *
   * @param at the place behind the entry that it is of, which may have several events. Where an
   *     entry is told by several server-sent events, whoever sends them numbers their ids, if one
   *     of them has one: they need not differ here
   */
  void event(StreamEvent event, Offset at, Bytes out);

  /**
   * How the run ended; last. If it is not complete, what this writes is what clients of this format
   * take for an error, and never for a good end.
   *
   * @param ending with no more in its reply than what no event tells: the usage, the times
   */
  void end(Ending ending, Offset at, Bytes out);

  /**
   * Whether this has told its client an end already, because it could not tell what has happened:
   * an answer that begins anew, where what was told can't be taken back. Then nothing more is told,
   * the response is whole, and the client counts as one that has left. Asked after each event.
   */
  default boolean isOver() {
    return false;
  }

  /**
   * Whether clients take what {@link #end} writes of a run that is not complete for an error. If
   * not, the response is cut off behind it, so that HTTP itself says that it is not whole.
   */
  default boolean tellsErrors() {
    return true;
  }

  /**
   * Something that keeps the connection alive and means nothing; always the same, wherever between
   * two entries the stream is.
   */
  void heartbeat(Bytes out);
}
