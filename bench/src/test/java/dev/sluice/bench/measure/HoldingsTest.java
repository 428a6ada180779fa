package dev.sluice.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.client.Client;
import dev.sluice.bench.client.Contender;
import dev.sluice.bench.load.Ask;
import dev.sluice.bench.load.Format;
import dev.sluice.bench.load.LoadServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes and threads, which are the same on a slow machine: no clock decides here. Where the
 * compiler, which takes allocations away, is late with it, they are measured once more.
 */
class HoldingsTest {
  /** Bytes that a chunk of ordinary text may allocate between the socket and the listener. */
  private static final int MAX_BYTES_PER_CHUNK = 500;

  /** Times what chat completions allocate for the same text. */
  private static final double MAX_RATIO_OF_FORMATS = 1.3;

  /** Platform threads that streams may add to those of the process. */
  private static final int MAX_THREADS = Runtime.getRuntime().availableProcessors() + 8;

  /** Heap that an open stream may hold while nothing comes. */
  private static final int MAX_BYTES_PER_IDLE_STREAM = 16 * 1024;

  private static final int IDLE_STREAMS = 500;
  private static final int MAX_MEASUREMENTS = 5;
  private static final int BUSY_STREAMS = 200;

  private final LoadServer server = new LoadServer();

  HoldingsTest() throws IOException {}

  @BeforeEach
  void serve() {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                server.run();
              } catch (IOException | java.nio.channels.ClosedSelectorException closed) {
                // The test is over.
              }
            });
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Client client(Contender contender, Ask ask) {
    return contender.client("http://127.0.0.1:" + server.port() + ask.path());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChunkOfTextAllocatesLittle(boolean oneEach) {
    double bytes = AllocationRun.bytesPerChunk(oneEach);
    for (int i = 1; i < MAX_MEASUREMENTS && bytes > MAX_BYTES_PER_CHUNK; i++) {
      bytes = Math.min(bytes, AllocationRun.bytesPerChunk(oneEach));
    }
    assertThat(bytes).isPositive().isLessThanOrEqualTo(MAX_BYTES_PER_CHUNK);
  }

  @ParameterizedTest
  @EnumSource
  void aFormatAllocatesAboutAsMuchForATextAsChatCompletions(Format format) {
    double bytes = AllocationRun.bytesPerDelta(format);
    double chat = AllocationRun.bytesPerDelta(Format.CHAT_COMPLETIONS);
    for (int i = 1; i < MAX_MEASUREMENTS && bytes / chat > MAX_RATIO_OF_FORMATS; i++) {
      bytes = Math.min(bytes, AllocationRun.bytesPerDelta(format));
      chat = Math.min(chat, AllocationRun.bytesPerDelta(Format.CHAT_COMPLETIONS));
    }
    assertThat(bytes / chat).isPositive().isLessThanOrEqualTo(MAX_RATIO_OF_FORMATS);
  }

  @ParameterizedTest
  @EnumSource(
      value = Contender.class,
      names = {"SLUICE_ITERATOR", "SLUICE_PUBLISHER", "SLUICE_CALLBACK"})
  void manyStreamsShareFewThreads(Contender view) throws Exception {
    int before = Usage.platformThreads();
    try (Client client = client(view, new Ask(Ask.Kind.TEXT, 20, 0))) {
      Streams streams = new Streams(client, BUSY_STREAMS);
      streams.open();
      int added = Usage.platformThreads() - before;
      assertThat(added).isLessThanOrEqualTo(MAX_THREADS);
      // Their timeouts wait on the thread that waits for their sockets.
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .doesNotContain("sluice-alarms");
    }
  }

  @Test
  void anIdleStreamHoldsLittle() throws Exception {
    Ask ask = new Ask(Ask.Kind.TEXT, Ask.HOLD, 1);
    try (Client client = client(Contender.SLUICE_CALLBACK, ask)) {
      Streams first = new Streams(client, 10);
      first.open();
      long each = 0;
      // Where it falls, what tests before have left was collected meanwhile: it says nothing.
      for (int i = 0; i < MAX_MEASUREMENTS && each <= 0; i++) {
        long before = Usage.heapBytes();
        Streams streams = new Streams(client, IDLE_STREAMS);
        streams.open();
        each = (Usage.heapBytes() - before) / IDLE_STREAMS;
        streams.check();
      }
      assertThat(each).isPositive().isLessThanOrEqualTo(MAX_BYTES_PER_IDLE_STREAM);
      first.check();
    }
  }
}
