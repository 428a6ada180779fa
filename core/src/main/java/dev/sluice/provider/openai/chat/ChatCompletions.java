package dev.sluice.provider.openai.chat;

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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The wire format of {@code POST /chat/completions}, as the OpenAI API reference describes it and
 * compatible servers speak it.
 */
public final class ChatCompletions implements WireFormat {
  /** See {@link WireFormat#name}. */
  public static final String FORMAT = "openai.chat";

  private static final String PATH = "/chat/completions";

  private static final int NOT_FOUND = 404;

  /** OpenAI's, Azure's and Mistral's; the first that is there counts. */
  private static final List<String> REQUEST_IDS =
      List.of("x-request-id", "request-id", "apim-request-id", "mistral-correlation-id");

  private final Account account;
  private final KeyHeader keyHeader;
  private final Quirks quirks;
  private final URI endpoint;
  private final String model;
  private final JsonReaders readers;
  private final RefusedFields memory;

  /** What this server has refused just now, whatever is remembered of it. */
  private final Set<String> refused;

  /** A model of this server. */
  public ChatCompletions(Account account, Quirks quirks, String model) {
    this(account, KeyHeader.BEARER, quirks, model, new RefusedFields());
  }

  /**
   * A model of this server.
   *
   * @param memory shared by all models of the server
   */
  public ChatCompletions(
      Account account, KeyHeader keyHeader, Quirks quirks, String model, RefusedFields memory) {
    this(account, keyHeader, quirks, model, new JsonReaders(), memory, Set.of());
  }

  private ChatCompletions(
      Account account,
      KeyHeader keyHeader,
      Quirks quirks,
      String model,
      JsonReaders readers,
      RefusedFields memory,
      Set<String> refused) {
    this.account = account;
    this.keyHeader = keyHeader;
    this.quirks = quirks;
    this.endpoint = BaseUrl.endpoint(account.base(), PATH);
    this.model = model;
    this.readers = readers;
    this.memory = memory;
    this.refused = refused;
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
  public boolean prefills() {
    return quirks.prefix().everywhere();
  }

  @Override
  public HttpCall call(ChatRequest request) {
    String accept = request.streamed() ? "text/event-stream" : "application/json";
    return HttpCall.post(endpoint(request), body(request, ownFields()))
        .withHeaders(account.headers(request, accept, keyHeader));
  }

  private URI endpoint(ChatRequest request) {
    String other = quirks.prefix().address();
    if (other.isEmpty() || !RequestMessages.endWithPrefix(request.messages())) {
      return endpoint;
    }
    URI beginning = URI.create(other);
    // A proxy in front of it has paths of its own.
    return beginning.getRawAuthority().equals(endpoint.getRawAuthority())
        ? BaseUrl.endpoint(beginning, PATH)
        : endpoint;
  }

  private OwnFields ownFields() {
    Set<String> all = new HashSet<>(refused);
    all.addAll(memory.of(key()));
    return new OwnFields(all);
  }

  private String body(ChatRequest request, OwnFields own) {
    return RequestBody.of(account.name(), model, request, quirks, own);
  }

  /** By which is remembered what this model's server refuses. */
  private String key() {
    return endpoint + " " + model;
  }

  @Override
  public Optional<WireFormat> without(ChatRequest request, Failure.Refused refusal) {
    Set<String> blamed = blamed(request, refusal, ownFields());
    if (blamed.isEmpty()) {
      // Another request may have learned it while this one was under way.
      blamed = blamed(request, refusal, new OwnFields(refused));
      blamed.removeAll(Set.of(Quirks.MAX_TOKENS, Quirks.MAX_COMPLETION_TOKENS));
    }
    if (blamed.isEmpty()) {
      return Optional.empty();
    }
    memory.add(key(), blamed);
    blamed.addAll(refused);
    return Optional.of(
        new ChatCompletions(
            account, keyHeader, quirks, model, readers, memory, Set.copyOf(blamed)));
  }

  private Set<String> blamed(ChatRequest request, Failure.Refused refusal, OwnFields sent) {
    body(request, sent);
    Set<String> blamed = RefusedFields.blamed(refusal, sent.sent());
    blamed.addAll(MessageOrder.blamed(refusal, sent.sent()));
    blamed.addAll(RequestMessages.blamed(refusal, sent.sent()));
    return blamed;
  }

  @Override
  public Optional<Supplier<String>> keys(ChatRequest request) {
    return account.keys(request, keyHeader);
  }

  @Override
  public WireFormat with(Secret key) {
    return new ChatCompletions(
        account.with(key), keyHeader, quirks, model, readers, memory, refused);
  }

  @Override
  public List<String> leftOut(ChatRequest request) {
    return RequestBody.leftOut(account.name(), request);
  }

  @Override
  public AnswerDecoder decoder(ChatRequest request, ResponseHead head) {
    AnswerDecoder decoder =
        new ChunkDecoder(
            readers,
            requestId(head),
            RateLimits.of(head),
            request.nativeEvents() ? account.name() : "",
            account.name(),
            quirks.thinkTags());
    String hint = versionHint();
    return hint.isEmpty() ? decoder : new UnversionedDecoder(decoder, hint);
  }

  @Override
  public Failure refusal(ResponseHead head, String body) {
    Failure.Refused refused = ErrorBody.of(body).refused(target(), head, requestId(head));
    Set<String> filters = ContentFilter.stopping(body);
    Failure.Refused told =
        filters.isEmpty()
            ? refused
            : refused.hinting("stopped by the filter: " + String.join(", ", filters));
    boolean isOfModel = (refused.code() + refused.type()).contains("model");
    boolean isUnknown = refused.status() == NOT_FOUND && !isOfModel;
    return account.hinted(isUnknown ? told.hinting(versionHint()) : told, model);
  }

  /**
   * Most servers have all that they offer below {@code /v1}, which is left out easily; empty if the
   * base URL has a version.
   */
  private String versionHint() {
    String path = account.base().getRawPath() == null ? "" : account.base().getRawPath();
    // Azure's dated addresses have theirs after the question mark.
    return path.matches("(.*/)?(v\\d[^/]*|deployments)(/.*)?")
        ? ""
        : "the base URL has no version, and most servers want one, as in "
            + BaseUrl.withoutQuery(account.base())
            + "/v1";
  }

  @Override
  public String requestId(ResponseHead head) {
    for (String name : REQUEST_IDS) {
      Optional<String> id = head.header(name);
      if (id.isPresent()) {
        return id.get();
      }
    }
    return "";
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
    return "ChatCompletions[" + model + " at " + target() + "]";
  }
}
