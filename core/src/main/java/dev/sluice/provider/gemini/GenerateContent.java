package dev.sluice.provider.gemini;

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
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The wire format of {@code POST /models/MODEL:streamGenerateContent} and {@code :generateContent},
 * as the Gemini API reference describes them.
 */
final class GenerateContent implements WireFormat {
  /** See {@link WireFormat#name}. */
  static final String FORMAT = "gemini.generate_content";

  static final KeyHeader KEY_HEADER = new KeyHeader("x-goog-api-key", "");

  private static final int NOT_FOUND = 404;

  private final Account account;
  private final String model;
  private final JsonReaders readers;

  GenerateContent(Account account, String model) {
    this(account, model, new JsonReaders());
  }

  private GenerateContent(Account account, String model, JsonReaders readers) {
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
    String accept = request.streamed() ? "text/event-stream" : "application/json";
    return HttpCall.post(
            endpoint(request.streamed()), RequestBody.of(account.name(), base(), model, request))
        .withHeaders(account.headers(request, accept, KEY_HEADER));
  }

  /** What the address of a kept file begins with. */
  private String base() {
    return account.base().toString().replaceAll("[?#].*$", "").replaceAll("/+$", "");
  }

  private URI endpoint(boolean streamed) {
    String path = (model.contains("/") ? "/" : "/models/") + encoded(model);
    URI address =
        BaseUrl.endpoint(
            account.base(), path + (streamed ? ":streamGenerateContent" : ":generateContent"));
    if (!streamed) {
      return address;
    }
    return URI.create(address + (address.getRawQuery() == null ? "?" : "&") + "alt=sse");
  }

  private static String encoded(String model) {
    return URLEncoder.encode(model, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("%2F", "/")
        .replace("%3A", ":");
  }

  @Override
  public Optional<Supplier<String>> keys(ChatRequest request) {
    return account.keys(request, KEY_HEADER);
  }

  @Override
  public WireFormat with(Secret key) {
    return new GenerateContent(account.with(key), model, readers);
  }

  @Override
  public Framing framing() {
    return AnswerFraming.CHUNKS;
  }

  @Override
  public List<String> leftOut(ChatRequest request) {
    return RequestBody.leftOut(account.name(), request);
  }

  @Override
  public AnswerDecoder decoder(ChatRequest request, ResponseHead head) {
    return new ResponseDecoder(
        readers, account.name(), requestId(head), RateLimits.of(head), request.nativeEvents());
  }

  @Override
  public Failure refusal(ResponseHead head, String body) {
    GoogleError error = GoogleError.of(body);
    if (error != null) {
      return error.refused(target(), head, requestId(head));
    }
    Failure.Refused refused = ErrorBody.of(body).refused(target(), head, requestId(head));
    return refused.status() == NOT_FOUND ? refused.hinting(versionHint()) : refused;
  }

  /** Google's clients are told a server without its version; empty if the base URL has one. */
  private String versionHint() {
    return base().matches("https?://[^/]+/(.*/)?v\\d[^/]*(/.*)?")
        ? ""
        : "the base URL has no version, as in " + base() + "/v1beta";
  }

  @Override
  public String requestId(ResponseHead head) {
    return head.header("x-goog-request-id").or(() -> head.header("x-request-id")).orElse("");
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
    return "GenerateContent[" + model + " at " + target() + "]";
  }
}
