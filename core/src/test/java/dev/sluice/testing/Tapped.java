package dev.sluice.testing;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.provider.ModelListing;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.Framing;
import dev.sluice.spi.provider.HttpSource;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.Secret;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A provider that keeps the frames of its answers, as a relay would. */
public final class Tapped implements ModelProvider {
  private final ModelProvider provider;
  private final String format;
  private final List<Frame> frames = new CopyOnWriteArrayList<>();

  /** A frame as it came. */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  public record Frame(String type, byte[] bytes) {}

  /** That provider, asked in this format. */
  public Tapped(ModelProvider provider, String format) {
    this.provider = provider;
    this.format = format;
  }

  /** All that came. */
  public List<Frame> frames() {
    return List.copyOf(frames);
  }

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public StreamSource source(String model, ProviderContext context) {
    WireFormat of = provider.format(format, model).orElseThrow();
    return new HttpSource(new Tap(of), context.transport(), context.clock());
  }

  @Override
  public Optional<WireFormat> format(String name, String model) {
    return provider.format(name, model);
  }

  @Override
  public List<ModelListing> models(ProviderContext context) {
    return provider.models(context);
  }

  @Override
  public void close() {
    provider.close();
  }

  /** The format, whose decoder keeps what it is given. */
  private final class Tap implements WireFormat {
    private final WireFormat of;

    Tap(WireFormat of) {
      this.of = of;
    }

    @Override
    public AnswerDecoder decoder(ChatRequest request, ResponseHead head) {
      AnswerDecoder decoder = of.decoder(request, head);
      return new AnswerDecoder() {
        @Override
        public @Nullable Outcome onFrame(
            String type, byte[] bytes, int from, int length, StreamSink out) {
          frames.add(new Frame(type, Arrays.copyOfRange(bytes, from, from + length)));
          return decoder.onFrame(type, bytes, from, length, out);
        }

        @Override
        public @Nullable Outcome onEndOfInput() {
          return decoder.onEndOfInput();
        }

        @Override
        public boolean isSettled() {
          return decoder.isSettled();
        }

        @Override
        public String goodEnd() {
          return decoder.goodEnd();
        }
      };
    }

    @Override
    public String target() {
      return of.target();
    }

    @Override
    public String model() {
      return of.model();
    }

    @Override
    public HttpCall call(ChatRequest request) {
      return of.call(request);
    }

    @Override
    public Optional<Supplier<String>> keys(ChatRequest request) {
      return of.keys(request);
    }

    @Override
    public WireFormat with(Secret key) {
      return new Tap(of.with(key));
    }

    @Override
    public Framing framing() {
      return of.framing();
    }

    @Override
    public List<String> leftOut(ChatRequest request) {
      return of.leftOut(request);
    }

    @Override
    public Failure refusal(ResponseHead head, String body) {
      return of.refusal(head, body);
    }

    @Override
    public String redact(String text) {
      return of.redact(text);
    }
  }
}
