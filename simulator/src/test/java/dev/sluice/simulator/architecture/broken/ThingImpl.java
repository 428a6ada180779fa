package dev.sluice.simulator.architecture.broken;

/** Named after what it is in Java; changes what is static, and prints. */
final class ThingImpl extends AbstractThing {
  static int changing;

  void print() {
    System.out.println(changing++);
  }
}
