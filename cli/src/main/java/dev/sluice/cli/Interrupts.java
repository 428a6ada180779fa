package dev.sluice.cli;

import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/** What the user's Ctrl-C and the system's request to end do to a command. */
interface Interrupts {

  /**
   * Until it is closed, an end that the process is asked for runs this first and gives the command
   * a moment to finish.
   */
  Registration onEnd(Runnable stop);

  /**
   * Until it is closed, an end that the process is asked for runs this last, once the command had
   * its moment. It must be over within a moment by itself.
   */
  Registration beforeEnd(Runnable last);

  /**
   * From now on Ctrl-C does not end the process but asks this.
   *
   * @param handler answers whether the process shall end all the same
   */
  void onInterrupt(BooleanSupplier handler);

  /**
   * From now on neither Ctrl-C nor the system's request to end ends the process, but asks this.
   *
   * @param handler told what a shell would make of the signal; answers whether the process shall
   *     end by it at once
   */
  void onSignals(IntPredicate handler);

  /** Undoes a registration. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
