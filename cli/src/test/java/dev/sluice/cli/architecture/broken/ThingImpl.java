package dev.sluice.cli.architecture.broken;

/** Named after what it is in Java; changes what is static. */
final class ThingImpl extends AbstractThing {
  static int changing;

  int next() {
    return changing++;
  }
}
