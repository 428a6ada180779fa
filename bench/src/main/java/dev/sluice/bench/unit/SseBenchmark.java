package dev.sluice.bench.unit;

import dev.langchain4j.http.client.sse.DefaultServerSentEventParser;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.sluice.bench.load.Chunks;
import dev.sluice.sse.SseDecoder;
import java.io.ByteArrayInputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One server-sent event of an ordinary chunk, framed and not understood, in reads of 16 KB. */
@State(Scope.Thread)
public class SseBenchmark {
  private static final int EVENTS = 1_000;
  private static final int READ_BYTES = 16 * 1024;

  private final byte[] body = Chunks.body(EVENTS);
  private int length;

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int sluice() {
    SseDecoder decoder =
        new SseDecoder(
            (type, bytes, from, dataLength) -> {
              length += dataLength;
              return true;
            });
    for (int at = 0; at < body.length; at += READ_BYTES) {
      decoder.feed(body, at, Math.min(body.length, at + READ_BYTES));
    }
    return length;
  }

  /** LangChain4j's, which makes a string of each event's data. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int langchain4j() {
    new DefaultServerSentEventParser()
        .parse(
            new ByteArrayInputStream(body),
            new ServerSentEventListener() {
              @Override
              public void onEvent(ServerSentEvent event) {
                length += event.data().length();
              }

              @Override
              public void onError(Throwable failure) {
                throw new IllegalStateException(failure);
              }
            });
    return length;
  }
}
