package dev.sluice.cli;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What Ctrl-C means in a chat: during a reply it stops the reply; at the prompt it says how to
 * leave, and the second time leaves. A chat whose questions come from a file or a pipe has nobody
 * at its prompt, so there the second one without a whole reply between leaves too. Thread-safe: it
 * is asked by the thread of the signal.
 */
final class ChatInterrupts implements BooleanSupplier {
  private final boolean interactive;
  private final Notes notes;
  private final String prompt;
  private @Nullable Runnable reply;
  private boolean again;

  /** Whether the user stopped the last reply. */
  private boolean stopped;

  ChatInterrupts(boolean interactive, Notes notes, String prompt) {
    this.interactive = interactive;
    this.notes = notes;
    this.prompt = prompt;
  }

  /** A reply begins; closing says that it is over. */
  synchronized Interrupts.Registration reply(Runnable stop) {
    reply = stop;
    stopped = false;
    return this::replyOver;
  }

  private synchronized void replyOver() {
    reply = null;
  }

  /** Somebody has typed something: they want to stay. */
  synchronized void lineRead() {
    if (interactive) {
      again = false;
    }
  }

  /** A reply has come whole. */
  synchronized void replyCompleted() {
    again = false;
  }

  /** There is no answer, so the question is forgotten: whoever stopped it shall know that. */
  synchronized void questionDropped() {
    if (stopped) {
      // The terminal has shown ^C in this line.
      String line = interactive ? "\n" : "";
      notes.prompt(line + "sluice: stopped before an answer came; the question is not kept\n");
    }
  }

  @Override
  public synchronized boolean getAsBoolean() {
    boolean second = again;
    again = true;
    if (reply != null) {
      if (interactive || !second) {
        stopped = true;
        reply.run();
        again = !interactive;
        return false;
      }
      return true;
    }
    if (second || !interactive) {
      return true;
    }
    notes.prompt("\nsluice: Ctrl-C again, Ctrl-D or quit leaves\n" + prompt);
    return false;
  }
}
