package dev.sluice.json;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Readers to be used again: one has buffers of some kilobytes, which are more than a chunk's text.
 * Thread-safe; keeps at most {@value #KEPT}.
 */
public final class JsonReaders {
  private static final int KEPT = 4;

  private final AtomicReferenceArray<JsonReader> kept = new AtomicReferenceArray<>(KEPT);

  /**
   * A reader of these bytes, which must not change meanwhile; to be closed after.
   *
   * @throws JsonException if they are not JSON
   */
  public JsonReader read(byte[] bytes, int from, int length) {
    JsonReader reader = kept.getAndSet(place(), null);
    reader = reader == null ? new JsonReader(this) : reader;
    reader.begin(bytes, from, length);
    return reader;
  }

  void giveBack(JsonReader reader) {
    kept.lazySet(place(), reader);
  }

  private static int place() {
    return (int) (Thread.currentThread().threadId() % KEPT);
  }
}
