package dev.sluice.transport.nio;

/** Whose a task is: an exchange's, a connection's, or the event loop's own. */
interface Owner {

  /** Something that is its own threw; ends it, and nothing else. Any thread; does not throw. */
  void onDefect(Throwable thrown);
}
