package dev.sluice.spi.stream;

/**
 * The consumer's hand on an open stream. Thread-safe; the methods return at once, wait for nobody
 * and do not throw.
 */
public interface StreamControl {
  /** The sink wants more again; no effect on a stream that has not stopped reading. */
  void resume();

  /**
   * Stops the stream in any phase and lets go of what it holds: the provider sees its socket close.
   * No effect once it has ended.
   */
  void cancel();

  /**
   * Runs a task once what has arrived by now has been told to the sink; at once if the source
   * cannot know of more than it has told. An alarm asks for this before it decides that nothing has
   * come: after a pause of the whole process, what came meanwhile counts. The task is short, waits
   * for nothing and does not throw. If whoever reads is held up, the task waits with him.
   */
  default void whenRead(Runnable task) {
    task.run();
  }

  /**
   * Ends a stream whose answer is whole already, and whose source only listens whether something
   * follows, such as usage: with its good end, which the sink is told in the lane. Whoever has a
   * time to keep asks for this first, since an answer that is whole is not too late.
   *
   * @return whether that is so; if not, this has no effect
   */
  default boolean finishIfWhole() {
    return false;
  }
}
