package dev.sluice.architecture.broken.policy;

/** Changes for everybody. */
final class Statics {
  static int changing;

  private Statics() {}
}
