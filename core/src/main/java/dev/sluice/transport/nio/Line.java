package dev.sluice.transport.nio;

/** What an exchange has to the outside: a connection, or those that it tries to make. */
interface Line {

  /**
   * Closes every socket, from any thread and without waiting: the peer sees it even while the event
   * loop sits in a callback. The loop does the rest when it comes to it.
   */
  void cut();
}
