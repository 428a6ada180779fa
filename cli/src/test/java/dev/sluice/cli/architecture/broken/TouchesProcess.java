package dev.sluice.cli.architecture.broken;

/** Does what only the entrance may, and asks the machine for the time. */
final class TouchesProcess {
  void leave() {
    System.exit(1);
  }

  String setting() {
    return System.getenv().toString();
  }

  void print() {
    System.err.println();
  }

  long now() {
    return System.nanoTime();
  }
}
