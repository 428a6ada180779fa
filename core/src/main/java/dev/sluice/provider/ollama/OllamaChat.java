package dev.sluice.provider.ollama;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.json.JsonReaders;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.ErrorBody;
import dev.sluice.spi.provider.Framing;
import dev.sluice.spi.provider.KeyHeader;
import dev.sluice.spi.provider.RateLimits;
import dev.sluice.spi.provider.Secret;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The wire format of {@code POST /api/chat}, as Ollama's documentation describes it. */
final class OllamaChat implements WireFormat {
  /** See {@link WireFormat#name}. */
  static final String FORMAT = "ollama.chat";

  static final KeyHeader KEY_HEADER = KeyHeader.BEARER;

  private final Account account;
  private final String model;
  private final JsonReaders readers;

  OllamaChat(Account account, String model) {
    this(account, model, new JsonReaders());
  }

  private OllamaChat(Account account, String model, JsonReaders readers) {
    this.account = account;
    this.model = model;
    this.readers = readers;
  }

  @Override
  public String name() {
    return FORMAT;
  }

  @Override
  public String target() {
    return account.base().getRawAuthority();
  }

  @Override
  public String model() {
    return account.modelName(model);
  }

  @Override
  public HttpCall call(ChatRequest request) {
    String accept = request.streamed() ? "application/x-ndjson" : "application/json";
    return HttpCall.post(
            BaseUrl.endpoint(account.base(), "/api/chat"),
            RequestBody.of(account.name(), model, request))
        .withHeaders(account.headers(request, accept, KEY_HEADER));
  }

  @Override
  public Optional<Supplier<String>> keys(ChatRequest request) {
    return account.keys(request, KEY_HEADER);
  }

  @Override
  public WireFormat with(Secret key) {
    return new OllamaChat(account.with(key), model, readers);
  }

  @Override
  public Framing framing() {
    return Framing.lines();
  }

  @Override
  public List<String> leftOut(ChatRequest request) {
    return RequestBody.leftOut(account.name(), request);
  }

  @Override
  public AnswerDecoder decoder(ChatRequest request, ResponseHead head) {
    return new ChatLineDecoder(
        readers, account.name(), requestId(head), RateLimits.of(head), request.nativeEvents());
  }

  @Override
  public Failure refusal(ResponseHead head, String body) {
    ErrorBody error = ErrorBody.of(body);
    String words = error.message().toLowerCase(Locale.ROOT);
    int named = words.indexOf("model");
    boolean missing = head.status() == 404 && named >= 0 && words.indexOf("not found", named) > 0;
    ErrorBody told =
        missing && !words.contains("ollama pull")
            ? new ErrorBody(
                error.message() + " (to get it: ollama pull " + model + ")",
                error.type(),
                error.code(),
                error.field())
            : error;
    return told.refused(target(), head, requestId(head));
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

  /** Names the model and the host; never the key. */
  @Override
  public String toString() {
    return "OllamaChat[" + model + " at " + target() + "]";
  }
}
