package dev.sluice.provider.openai;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.json.JsonReaders;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.RateLimits;
import dev.sluice.spi.provider.RetryHeaders;
import dev.sluice.spi.provider.Secret;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The wire format of {@code POST /chat/completions}, as the OpenAI API reference describes it and
 * compatible servers speak it.
 */
final class ChatCompletions implements WireFormat {
  private final Account account;
  private final URI endpoint;
  private final String model;
  private final JsonReaders readers;

  ChatCompletions(Account account, String model) {
    this(account, endpoint(account.base()), model, new JsonReaders());
  }

  private ChatCompletions(Account account, URI endpoint, String model, JsonReaders readers) {
    this.account = account;
    this.endpoint = endpoint;
    this.model = model;
    this.readers = readers;
  }

  private static URI endpoint(URI base) {
    String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
    String withoutQuery = base.toString().replaceAll("[?#].*$", "").replaceAll("/+$", "");
    return URI.create(withoutQuery + "/chat/completions" + query);
  }

  @Override
  public String target() {
    return endpoint.getRawAuthority();
  }

  @Override
  public String model() {
    return account.name() + "/" + model;
  }

  @Override
  public HttpCall call(ChatRequest request) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", "application/json");
    headers.put("accept", request.streamed() ? "text/event-stream" : "application/json");
    // A coding could hold tokens back until a block of it is full.
    headers.put("accept-encoding", "identity");
    headers.put("user-agent", "sluice");
    account.key().ifPresent(key -> headers.put("authorization", "Bearer " + key.value()));
    headers.putAll(account.headers());
    headers.putAll(request.headers());
    return HttpCall.post(
            endpoint, RequestBody.of(account.name(), model, request, account.reasoningField()))
        .withHeaders(headers);
  }

  @Override
  public Optional<Supplier<String>> keys(ChatRequest request) {
    return request.headers().containsKey("authorization") ? Optional.empty() : account.keys();
  }

  @Override
  public WireFormat with(Secret key) {
    return new ChatCompletions(account.with(key), endpoint, model, readers);
  }

  @Override
  public AnswerDecoder decoder(ChatRequest request, ResponseHead head) {
    return new ChunkDecoder(
        readers,
        requestId(head),
        RateLimits.of(head),
        request.nativeEvents() ? account.name() : "");
  }

  @Override
  public Failure refusal(ResponseHead head, String body) {
    ErrorBody error = ErrorBody.of(body);
    String detail = error.message();
    if (head.status() < 400) {
      detail =
          "a redirect"
              + head.header("location").map(to -> " to " + host(to)).orElse("")
              + ", which is not followed because the key must not go elsewhere;"
              + " set the base URL to where it leads";
    }
    return new Failure.Refused(
        target(),
        head.status(),
        detail,
        error.type(),
        error.code(),
        requestId(head),
        RetryHeaders.of(head));
  }

  private static String host(String location) {
    try {
      String authority = URI.create(location).getRawAuthority();
      // A user and a password may stand before the host.
      return authority == null ? "another path" : authority.replaceAll(".*@", "");
    } catch (IllegalArgumentException noUri) {
      return "no valid address";
    }
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
