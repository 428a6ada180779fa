package dev.sluice.store.architecture.broken.bare;

final class Unmarked {
  private Unmarked() {}
}
