package dev.sluice.bench.unit;

import dev.sluice.bench.load.Format;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer in one wire format, from the bytes of a read to the events in a sink: its framing and
 * its decoder, the same way for all, and nothing after them. For one thread.
 */
public final class FormatAnswer {
  /** How many deltas of text an answer has. */
  public static final int DELTAS = 300;

  /** About what one read from a socket that is never empty brings. */
  private static final int READ_BYTES = 16 * 1024;

  /** As long as tokens are: a little over five bytes with the space. */
  private static final List<String> WORDS =
      List.of(
          " the",
          " river",
          " runs",
          " past",
          " a",
          " mill",
          " and",
          " under",
          " two",
          " old",
          " bridges",
          ",",
          " then",
          " turns",
          " north",
          " where",
          " its",
          " water",
          " is",
          " held",
          " by",
          " lock",
          " gates",
          " built",
          " in",
          " eighteen",
          " sixty",
          "-four",
          ".",
          " Boats");

  private static final ChatRequest REQUEST = ChatRequest.of("Count.");

  private static final int TEXT_BYTES = String.join("", words()).length();

  private final Format format;
  private final MemoryTransport transport;
  private final StreamSource source;
  private final Counting sink = new Counting();
  private final int bodyBytes;

  /** Makes the answer. */
  public FormatAnswer(Format format) {
    this.format = format;
    byte[] body = format.body(words());
    bodyBytes = body.length;
    transport = new MemoryTransport(format.contentType(), body, READ_BYTES);
    source =
        format
            .provider()
            .source(
                "bench",
                new ProviderContext(Map.of(), () -> transport, Clock.system(), progress -> {}));
  }

  static List<String> words() {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < DELTAS; i++) {
      words.add(WORDS.get(i % WORDS.size()));
    }
    return words;
  }

  /** How long the text is, the same in every format. */
  public static int textBytes() {
    return TEXT_BYTES;
  }

  /** How long the answer's body is. */
  public int bodyBytes() {
    return bodyBytes;
  }

  /** Asks for the answer, of which nothing has come yet. */
  public void open() {
    sink.clear();
    source.open(REQUEST, sink);
  }

  /** Asks for it and wants nothing of it. */
  public void openInVain() {
    open();
    sink.cancel();
  }

  /** Plays all of an answer that is open; returns how long its text was. */
  public int play() {
    transport.play();
    if (!(sink.outcome instanceof Outcome.Finished)
        || sink.deltas != DELTAS
        || sink.length != TEXT_BYTES) {
      throw new IllegalStateException(
          format + ": " + sink.deltas + " deltas, " + sink.length + " bytes, " + sink.outcome);
    }
    return sink.length;
  }

  private static final class Counting implements StreamSink {
    private @Nullable StreamControl control;
    private @Nullable Outcome outcome;
    private int deltas;
    private int length;

    void clear() {
      control = null;
      outcome = null;
      deltas = 0;
      length = 0;
    }

    void cancel() {
      if (control != null) {
        control.cancel();
      }
    }

    @Override
    public void onOpen(StreamControl opened) {
      control = opened;
    }

    @Override
    public void onEvent(StreamEvent event) {
      if (event instanceof StreamEvent.TextDelta delta) {
        deltas++;
        length += delta.text().length();
      }
    }

    @Override
    public void onEnd(Outcome end) {
      outcome = end;
    }

    @Override
    public boolean isReady() {
      return true;
    }
  }
}
