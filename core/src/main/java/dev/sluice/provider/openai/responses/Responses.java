package dev.sluice.provider.openai.responses;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.json.JsonReaders;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.ErrorBody;
import dev.sluice.spi.provider.KeyHeader;
import dev.sluice.spi.provider.RateLimits;
import dev.sluice.spi.provider.Secret;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The wire format of {@code POST /responses}, as the OpenAI API reference describes it. Nothing is
 * kept at the provider unless a provider option asks for it: thoughts go back in its cipher.
 */
public final class Responses implements WireFormat {
  /** See {@link WireFormat#name}. */
  public static final String FORMAT = "openai.responses";

  private final Account account;
  private final KeyHeader keyHeader;
  private final URI endpoint;
  private final String model;
  private final RefusedAdditions memory;

  /** What this server takes of the additions, whatever is remembered of it. */
  private final Additions additions;

  private final JsonReaders readers;

  /** A model of this server. */
  public Responses(Account account, String model) {
    this(account, KeyHeader.BEARER, model, new RefusedAdditions());
  }

  /**
   * A model of a server that wants its key by this header.
   *
   * @param memory of what has been refused, for all models of the server
   */
  public Responses(Account account, KeyHeader keyHeader, String model, RefusedAdditions memory) {
    this(
        account,
        keyHeader,
        BaseUrl.endpoint(account.base(), "/responses"),
        model,
        memory,
        Additions.ALL,
        new JsonReaders());
  }

  private Responses(
      Account account,
      KeyHeader keyHeader,
      URI endpoint,
      String model,
      RefusedAdditions memory,
      Additions additions,
      JsonReaders readers) {
    this.account = account;
    this.keyHeader = keyHeader;
    this.endpoint = endpoint;
    this.model = model;
    this.memory = memory;
    this.additions = additions;
    this.readers = readers;
  }

  @Override
  public String name() {
    return FORMAT;
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
    return HttpCall.post(endpoint, RequestBody.of(account.name(), model, request, additions()))
        .withHeaders(account.headers(request, accept, keyHeader));
  }

  @Override
  public Optional<Supplier<String>> keys(ChatRequest request) {
    return account.keys(request, keyHeader);
  }

  @Override
  public WireFormat with(Secret key) {
    return new Responses(account.with(key), keyHeader, endpoint, model, memory, additions, readers);
  }

  @Override
  public List<String> leftOut(ChatRequest request) {
    return RequestBody.leftOut(account.name(), request);
  }

  @Override
  public AnswerDecoder decoder(ChatRequest request, ResponseHead head) {
    return new EventDecoder(
        readers, account.name(), requestId(head), RateLimits.of(head), request.nativeEvents());
  }

  @Override
  public Failure refusal(ResponseHead head, String body) {
    Failure.Refused plain = ErrorBody.of(body).refused(target(), head, requestId(head));
    return account.hinted(ResponseErrors.refused(plain), model);
  }

  @Override
  public Optional<WireFormat> without(ChatRequest request, Failure.Refused refusal) {
    Optional<Additions> left = additions().without(request, account.name(), refusal);
    left.ifPresent(fewer -> memory.leave(model, fewer));
    return left.map(
        fewer -> new Responses(account, keyHeader, endpoint, model, memory, fewer, readers));
  }

  private Additions additions() {
    return additions.and(memory.of(model));
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
    return "Responses[" + model + " at " + target() + "]";
  }
}
