package dev.sluice.provider.bedrock;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.json.JsonReaders;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.Framing;
import dev.sluice.spi.provider.RateLimits;
import dev.sluice.spi.provider.Secret;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.time.Clock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The wire format of {@code POST /model/MODEL/converse-stream} and {@code /converse}, as the API
 * reference of Amazon Bedrock Runtime describes it.
 */
final class Converse implements WireFormat {
  /** See {@link WireFormat#name}. */
  static final String FORMAT = "bedrock.converse";

  private static final Framing FRAMING = new EventStream();

  private final Access access;
  private final String model;
  private final Clock clock;
  private final URI streaming;
  private final URI whole;
  private final JsonReaders readers;

  /**
   * A model.
   *
   * @param model its id, or the ARN of a model or of an inference profile
   * @param clock by which requests are signed
   */
  Converse(Access access, String model, Clock clock) {
    this(access, model, clock, new JsonReaders());
  }

  private Converse(Access access, String model, Clock clock, JsonReaders readers) {
    this.access = access;
    this.model = model;
    this.clock = clock;
    this.readers = readers;
    URI base = access.account().base();
    // Colons and slashes of an ARN do not divide the path.
    String path = "/model/" + Signature.encoded(model);
    this.streaming = BaseUrl.endpoint(base, path + "/converse-stream");
    this.whole = BaseUrl.endpoint(base, path + "/converse");
  }

  @Override
  public String name() {
    return FORMAT;
  }

  @Override
  public String target() {
    return streaming.getRawAuthority();
  }

  @Override
  public String model() {
    return access.account().modelName(model);
  }

  @Override
  public HttpCall call(ChatRequest request) {
    URI endpoint = request.streamed() ? streaming : whole;
    String accept = request.streamed() ? "application/vnd.amazon.eventstream" : "application/json";
    byte[] body =
        RequestBody.of(access.account().name(), model, request).getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers =
        access.headers(request, accept, "POST", endpoint, body, clock.now());
    return HttpCall.post(endpoint, body).withHeaders(headers);
  }

  @Override
  public Optional<Supplier<String>> keys(ChatRequest request) {
    return access.account().keys(request, Access.KEY_HEADER);
  }

  @Override
  public WireFormat with(Secret key) {
    return new Converse(access.with(key), model, clock, readers);
  }

  @Override
  public Framing framing() {
    return FRAMING;
  }

  @Override
  public List<String> leftOut(ChatRequest request) {
    return RequestBody.leftOut(access.account().name(), request);
  }

  @Override
  public AnswerDecoder decoder(ChatRequest request, ResponseHead head) {
    return new ConverseDecoder(
        readers,
        access.account().name(),
        requestId(head),
        RateLimits.of(head),
        request.nativeEvents());
  }

  @Override
  public Failure refusal(ResponseHead head, String body) {
    return Errors.refused(target(), head, body, requestId(head), clock.now());
  }

  @Override
  public String requestId(ResponseHead head) {
    return head.header("x-amzn-requestid").orElse("");
  }

  @Override
  public String unreached(TransportFailure failure) {
    return access.account().unreached(failure);
  }

  @Override
  public String redact(String text) {
    return access.redact(text);
  }

  /** Names the endpoint; never the key. */
  @Override
  public String toString() {
    return "Converse[" + model + " at " + target() + "]";
  }
}
