package dev.sluice.bench.unit;

import dev.sluice.chat.StreamEvent;
import dev.sluice.codec.EventCodec;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonReaders;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The form of a text of one token, written and read: by the codec, and by the JSON library that
 * reads what providers send, in the fewest steps that it could do.
 */
@State(Scope.Thread)
public class CodecBenchmark {
  private static final StreamEvent TOKEN = new StreamEvent.TextDelta(1, " token");

  private final StreamEvent event = TOKEN;
  private final byte[] form = EventCodec.encodeToBytes(event);
  private final JsonReaders readers = new JsonReaders();

  /** How long the form is. */
  public static int formBytes() {
    return EventCodec.encodeToBytes(TOKEN).length;
  }

  /** Ours: bytes out of an event. */
  @Benchmark
  public byte[] sluiceEncode() {
    return EventCodec.encodeToBytes(event);
  }

  /** Ours: an event out of bytes. */
  @Benchmark
  public StreamEvent sluiceDecode() {
    return EventCodec.decode(form);
  }

  /** Jackson's generator, through our own writer. */
  @Benchmark
  public byte[] jacksonEncode() {
    StreamEvent.TextDelta delta = (StreamEvent.TextDelta) event;
    return new JsonWriter()
        .object()
        .put("k", "text")
        .put("p", delta.part())
        .put("s", delta.text())
        .end()
        .text()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Jackson's parser, kept and used again, through our own reader. */
  @Benchmark
  public StreamEvent jacksonDecode() {
    int part = 0;
    String text = "";
    try (JsonReader json = readers.read(form, 0, form.length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          switch (name) {
            case "p" -> part = (int) json.number(0);
            case "s" -> text = json.text();
            default -> json.skip();
          }
        }
      }
      json.finish();
    }
    return new StreamEvent.TextDelta(part, text);
  }
}
