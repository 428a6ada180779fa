package dev.sluice.server.run;

import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Problem;
import java.util.Map;

/**
 * A client's response, as whoever follows a run for him writes it. All methods but {@link #home}
 * are called at home, do not block and do not throw; once the client has left they have no effect.
 *
 * <p>Either {@link #open}, then any number of writes and one end, or one of {@link #document},
 * {@link #refuse} and {@link #nothing}.
 */
public interface Outlet {

  /** Where it is written. */
  Home home();

  /**
   * A stream begins: its head goes out with the first {@link #flush}.
   *
   * @param type what HTTP calls what is written
   * @param headers what else its head says
   */
  void open(String run, String type, Map<String, String> headers);

  /** Adds bytes, which are copied. */
  void write(Bytes bytes);

  /** Sends what was added. */
  void flush();

  /**
   * Whether the client has not taken what was sent: then no more is to be written until {@link
   * #whenWritable} calls.
   */
  boolean isFull();

  /** Has a task called at home, once, when the client takes more again. */
  void whenWritable(Runnable task);

  /** The stream is whole. */
  void finish();

  /** The stream breaks off, so that HTTP itself says that it is not whole. */
  void cut();

  /** The whole answer, in JSON. */
  void document(String run, byte[] json);

  /** There is no answer. */
  void refuse(Problem problem);

  /** There is a run, and no answer: what it had said can still be asked for by its id. */
  default void refuse(String run, Problem problem) {
    refuse(problem);
  }

  /** There is nothing more to be told: status 204. */
  void nothing();
}
