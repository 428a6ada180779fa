package dev.sluice.server.architecture.broken.run;

public final class Prints {
  private Prints() {}

  public static void print() {
    System.out.println();
  }
}
