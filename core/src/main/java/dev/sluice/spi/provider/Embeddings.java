package dev.sluice.spi.provider;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings in OpenAI's form, {@code POST …/embeddings}, which is not read but passed on. What is
 * asked is a document, the text of the user's messages: all of its members go as they came, but for
 * {@code model}, which is this one's. The answer is one text, the provider's document, which is as
 * long as any answer may be; nothing else of the request is looked at but its headers. Thread-safe.
 */
public final class Embeddings implements WireFormat {
  private static final int EXCERPT_BYTES = 200;
  private static final int NOT_FOUND = 404;

  private final Account account;
  private final KeyHeader keyHeader;
  private final URI endpoint;
  private final String model;

  /**
   * A model of this server.
   *
   * @param keyHeader by which the key is sent
   * @param endpoint where they are asked for
   * @param model as the server calls it
   */
  public Embeddings(Account account, KeyHeader keyHeader, URI endpoint, String model) {
    this.account = Objects.requireNonNull(account, "account");
    this.keyHeader = Objects.requireNonNull(keyHeader, "keyHeader");
    this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
    this.model = Objects.requireNonNull(model, "model");
  }

  @Override
  public String target() {
    return endpoint.getRawAuthority();
  }

  @Override
  public String model() {
    return account.modelName(model);
  }

  @Override
  public HttpCall call(ChatRequest request) {
    return HttpCall.post(endpoint, named(document(request)))
        .withHeaders(account.headers(request, "application/json", keyHeader));
  }

  private static String document(ChatRequest request) {
    StringBuilder document = new StringBuilder();
    for (Message message : request.messages()) {
      if (message instanceof Message.User user) {
        for (Part part : user.parts()) {
          if (part instanceof Part.Text text) {
            document.append(text.text());
          }
        }
      }
    }
    return document.toString();
  }

  private String named(String document) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    JsonWriter out = new JsonWriter().object().put("model", model);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (!json.enterObject()) {
        throw new IllegalArgumentException("a request for embeddings is a JSON object");
      }
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("model")) {
          json.skip();
        } else {
          out.putRead(name, json.json());
        }
      }
      json.finish();
    } catch (JsonException wrong) {
      throw new IllegalArgumentException(
          "a request for embeddings is a JSON object, and this is none: " + wrong.getMessage());
    }
    return out.end().text();
  }

  @Override
  public Optional<Supplier<String>> keys(ChatRequest request) {
    return account.keys(request, keyHeader);
  }

  @Override
  public WireFormat with(Secret key) {
    return new Embeddings(account.with(key), keyHeader, endpoint, model);
  }

  @Override
  public Framing framing() {
    return Framing.whole();
  }

  @Override
  public AnswerDecoder decoder(ChatRequest request, ResponseHead head) {
    return new Decoder();
  }

  @Override
  public Failure refusal(ResponseHead head, String body) {
    Failure.Refused refused = ErrorBody.of(body).refused(target(), head, requestId(head));
    boolean isOfModel = (refused.code() + refused.type() + refused.detail()).contains("model");
    return refused.status() == NOT_FOUND && !isOfModel
        ? refused.hinting("it may have no embeddings in OpenAI's form")
        : account.hinted(refused, model);
  }

  @Override
  public String requestId(ResponseHead head) {
    return head.header("x-request-id").orElse("");
  }

  @Override
  public String unreached(TransportFailure failure) {
    return account.unreached(failure);
  }

  @Override
  public String redact(String text) {
    return account.redact(text);
  }

  /** Names the endpoint; never the key. */
  @Override
  public String toString() {
    return "Embeddings[" + model + " at " + target() + "]";
  }

  /** Tells the document and what it says of its usage. */
  private static final class Decoder implements AnswerDecoder {
    @Override
    public @Nullable Outcome onFrame(
        String type, byte[] bytes, int from, int length, StreamSink out) {
      Optional<Usage> usage;
      try (JsonReader json = new JsonReader(bytes, from, length)) {
        if (!json.isObject()) {
          return malformed(bytes, from, length);
        }
        usage = usage(json);
        json.finish();
      } catch (JsonException wrong) {
        return malformed(bytes, from, length);
      }
      out.onEvent(
          new StreamEvent.TextDelta(0, new String(bytes, from, length, StandardCharsets.UTF_8)));
      usage.ifPresent(counted -> out.onEvent(new StreamEvent.UsageReported(counted)));
      return new Outcome.Finished(FinishReason.STOP);
    }

    private static Optional<Usage> usage(JsonReader json) {
      Optional<Usage> usage = Optional.empty();
      json.enterObject();
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("usage") && json.isObject()) {
          usage = Optional.of(counted(json.json()));
        } else {
          json.skip();
        }
      }
      return usage;
    }

    private static Usage counted(String raw) {
      long tokens = -1;
      byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
      try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
        json.enterObject();
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals("prompt_tokens")) {
            tokens = json.number(-1);
          } else {
            json.skip();
          }
        }
      }
      return Usage.builder().count(Usage.Count.INPUT, tokens).raw(raw).build();
    }

    private static Outcome malformed(byte[] bytes, int from, int length) {
      int shown = Math.min(length, EXCERPT_BYTES);
      return new Cause.Failed(
          new Failure.Malformed(
              "what came in place of embeddings is no JSON object",
              new String(bytes, from, shown, StandardCharsets.UTF_8)));
    }

    @Override
    public @Nullable Outcome onEndOfInput() {
      return null;
    }

    @Override
    public String goodEnd() {
      return "a whole JSON object";
    }
  }
}
