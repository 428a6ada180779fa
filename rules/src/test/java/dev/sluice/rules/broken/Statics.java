package dev.sluice.rules.broken;

/** Changes for everybody. */
final class Statics {
  static int changing;

  private Statics() {}
}
