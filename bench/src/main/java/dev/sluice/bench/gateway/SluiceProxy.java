package dev.sluice.bench.gateway;

/** This library's gateway. The upstream's API, the key, where runs are kept, the transport. */
public final class SluiceProxy {
  private SluiceProxy() {}

  /** Serves until its standard input ends. */
  public static void main(String[] args) throws Exception {
    throw new IllegalStateException("there is no gateway yet");
  }
}
