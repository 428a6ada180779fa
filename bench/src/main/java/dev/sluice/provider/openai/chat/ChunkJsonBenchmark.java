package dev.sluice.provider.openai.chat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletionChunk;
import dev.langchain4j.model.openai.internal.chat.ChatCompletionResponse;
import dev.sluice.bench.load.Chunks;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonReaders;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The JSON of an ordinary chunk, made to what each client hands its user. The peers are given the
 * form that each of them has at that point, and the fewest steps that it could do.
 */
@State(Scope.Thread)
public class ChunkJsonBenchmark {
  private final byte[] json = Chunks.json();
  private final String text = new String(json, StandardCharsets.UTF_8);
  private final JsonMapper mapper = ObjectMappers.jsonMapper();
  private final MethodHandle fromJson = langChain4jReader();
  private final Counting sink = new Counting();
  private final ChunkDecoder decoder = new ChunkDecoder(new JsonReaders(), "");

  /** Ours: events out of bytes. */
  @Benchmark
  public int sluice() {
    decoder.onFrame("message", json, 0, json.length, sink);
    return sink.length;
  }

  /** LangChain4j's response object out of a string. */
  @Benchmark
  public Object langchain4j() throws Throwable {
    return fromJson.invoke(text, ChatCompletionResponse.class);
  }

  /** The one that its client uses, which is not public. */
  private static MethodHandle langChain4jReader() {
    try {
      Class<?> json = Class.forName("dev.langchain4j.model.openai.internal.Json");
      return MethodHandles.privateLookupIn(json, MethodHandles.lookup())
          .findStatic(
              json, "fromJson", MethodType.methodType(Object.class, String.class, Class.class));
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException("langchain4j reads its JSON in another way", changed);
    }
  }

  /** openai-java's chunk out of bytes; on its way it makes a string and a tree of them first. */
  @Benchmark
  public ChatCompletionChunk openaiJava() throws IOException {
    return mapper.readValue(json, ChatCompletionChunk.class);
  }

  private static final class Counting implements StreamSink {
    int length;

    @Override
    public void onOpen(StreamControl control) {
      throw new IllegalStateException("a decoder opens nothing");
    }

    @Override
    public void onEvent(StreamEvent event) {
      if (event instanceof StreamEvent.TextDelta delta) {
        length += delta.text().length();
      }
    }

    @Override
    public void onEnd(Outcome outcome) {
      throw new IllegalStateException("a chunk ended the stream: " + outcome);
    }

    @Override
    public boolean isReady() {
      return true;
    }
  }
}
