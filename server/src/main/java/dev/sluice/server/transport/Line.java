package dev.sluice.server.transport;

/** What an exchange has of the network at a time. */
interface Line {

  /** Closes it, from any thread and at once; nobody is told. */
  void cut();
}
