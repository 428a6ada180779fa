package dev.sluice.bench.unit;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.ObjectMappers;
import com.openai.core.handlers.SseHandler;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.SseMessage;
import com.openai.core.http.StreamResponse;
import dev.langchain4j.http.client.sse.DefaultServerSentEventParser;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.sluice.bench.load.Chunks;
import dev.sluice.sse.SseDecoder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
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
  private final HttpResponse.Handler<StreamResponse<SseMessage>> handler = openAiHandler();
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

  /** openai-java's, which makes a string of each line and an object of each event. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int openaiJava() {
    try (StreamResponse<SseMessage> events =
        handler.handle(new Body(new ByteArrayInputStream(body)))) {
      events.stream().forEach(event -> length += event.getData().length());
    }
    return length;
  }

  /** The one that its client uses; Kotlin hides it from Java's compiler. */
  @SuppressWarnings("unchecked")
  private static HttpResponse.Handler<StreamResponse<SseMessage>> openAiHandler() {
    try {
      return (HttpResponse.Handler<StreamResponse<SseMessage>>)
          MethodHandles.lookup()
              .findStatic(
                  SseHandler.class,
                  "sseHandler",
                  MethodType.methodType(HttpResponse.Handler.class, JsonMapper.class))
              .invoke(ObjectMappers.jsonMapper());
    } catch (Throwable changed) {
      throw new IllegalStateException("openai-java frames its events in another way", changed);
    }
  }

  /** A response that has nothing but a body. */
  private record Body(InputStream body) implements HttpResponse {
    @Override
    public int statusCode() {
      return 200;
    }

    @Override
    public Headers headers() {
      return Headers.builder().build();
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }
}
