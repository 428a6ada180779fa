package dev.sluice.llamacpp.architecture.broken.engine;

/** Named after what it is in Java; changes what is static, and prints. */
public final class ThingImpl extends AbstractThing {
  static int changing;

  void print() {
    System.out.println(changing++);
  }
}
