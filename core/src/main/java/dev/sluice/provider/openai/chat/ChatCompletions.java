package dev.sluice.provider.openai.chat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.json.JsonReaders;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.ErrorBody;
import dev.sluice.spi.provider.RateLimits;
import dev.sluice.spi.provider.Secret;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The wire format of {@code POST /chat/completions}, as the OpenAI API reference describes it and
 * compatible servers speak it.
 */
public final class ChatCompletions implements WireFormat {
  private static final String KEY_HEADER = "authorization";

  private final Account account;
  private final URI endpoint;
  private final Quirks quirks;
  private final String model;
  private final JsonReaders readers;

  /** A model of this server. */
  public ChatCompletions(Account account, Quirks quirks, String model) {
    this(
        account,
        quirks,
        BaseUrl.endpoint(account.base(), "/chat/completions"),
        model,
        new JsonReaders());
  }

  private ChatCompletions(
      Account account, Quirks quirks, URI endpoint, String model, JsonReaders readers) {
    this.account = account;
    this.quirks = quirks;
    this.endpoint = endpoint;
    this.model = model;
    this.readers = readers;
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
    String accept = request.streamed() ? "text/event-stream" : "application/json";
    return HttpCall.post(
            endpoint, RequestBody.of(account.name(), model, request, quirks.reasoningField()))
        .withHeaders(account.headers(request, accept, KEY_HEADER, "Bearer "));
  }

  @Override
  public Optional<Supplier<String>> keys(ChatRequest request) {
    return account.keys(request, KEY_HEADER);
  }

  @Override
  public WireFormat with(Secret key) {
    return new ChatCompletions(account.with(key), quirks, endpoint, model, readers);
  }

  @Override
  public AnswerDecoder decoder(ChatRequest request, ResponseHead head) {
    return new ChunkDecoder(
        readers,
        requestId(head),
        RateLimits.of(head),
        request.nativeEvents() ? account.name() : "",
        account.name(),
        quirks.thinkTags());
  }

  @Override
  public Failure refusal(ResponseHead head, String body) {
    return ErrorBody.of(body).refused(target(), head, requestId(head));
  }

  @Override
  public String requestId(ResponseHead head) {
    return head.header("x-request-id").orElse("");
  }

  @Override
  public String redact(String text) {
    return account.redact(text);
  }

  /** Names the endpoint; never the key. */
  @Override
  public String toString() {
    return "ChatCompletions[" + model + " at " + target() + "]";
  }
}
