package dev.sluice.bench.unit;

import dev.sluice.bench.client.Inline;
import dev.sluice.bench.load.Chunks;
import dev.sluice.bench.load.Format;
import dev.sluice.chat.StreamEvent;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.time.Clock;
import java.util.Map;

/**
 * A whole answer through the library without a network: from the bytes of a read to the events in
 * the user's listener, with the policies that every model has, on one thread.
 */
public final class MemoryAnswer {
  /** About what one read from a socket that is never empty brings. */
  private static final int BUSY_READ_BYTES = 16 * 1024;

  private final MemoryTransport transport;
  private final ChatModel model;
  private final int chunks;
  private int heard;

  /**
   * @param chunks how many chunks of text it has
   * @param oneEach whether each read brings one chunk, as of a stream that is paced, or as many as
   *     fit
   */
  public MemoryAnswer(int chunks, boolean oneEach) {
    this.chunks = chunks;
    int piece = oneEach ? Chunks.eventBytes() : BUSY_READ_BYTES;
    transport = new MemoryTransport(Format.EVENTS, Chunks.body(chunks), piece);
    Clock clock = Clock.system();
    ProviderContext context =
        new ProviderContext(
            Map.of("OPENAI_BASE_URL", "http://127.0.0.1:1/v1"),
            () -> transport,
            clock,
            progress -> {});
    model =
        new ChatModel(
                "openai/bench",
                new OpenAiProvider().source("bench", context),
                StreamTimer.of(clock::nanos))
            .with(Timeouts.defaults())
            .with(Retry.upTo(2));
  }

  /** Plays it once; returns how many deltas the listener had. */
  public int play() {
    heard = 0;
    var ending =
        model.stream("Count.")
            .onEach(
                Inline.executor(),
                event -> {
                  if (event instanceof StreamEvent.TextDelta) {
                    heard++;
                  }
                });
    transport.play();
    if (!ending.join().kind().equals("completed") || heard != chunks) {
      throw new IllegalStateException(heard + " of " + chunks + " chunks, " + ending.join());
    }
    return heard;
  }
}
