package dev.sluice.provider.anthropic;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.json.JsonReaders;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.ErrorBody;
import dev.sluice.spi.provider.Secret;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The wire format of {@code POST /v1/messages}, as Anthropic's API reference describes it and
 * compatible servers speak it.
 */
final class Messages implements WireFormat {
  /** See {@link WireFormat#name}. */
  static final String FORMAT = "anthropic.messages";

  static final String VERSION_HEADER = "anthropic-version";
  private static final String BETA_HEADER = "anthropic-beta";

  /** Wanted by requests that name kept files. */
  private static final String FILES_BETA = "files-api-2025-04-14";

  /** {@code max_tokens: 64000 > 8192, which is the maximum …}. */
  private static final Pattern TOO_MANY_TOKENS =
      Pattern.compile("max_tokens\\D{0,40}\\d+ > (\\d{1,9})");

  /** What a server without such a message may take. */
  private static final int FEW_TOKENS = 2048;

  private final Account account;
  private final Dialect dialect;
  private final URI endpoint;
  private final String model;
  private final JsonReaders readers;

  /** A model of this server. */
  Messages(Account account, Dialect dialect, String model) {
    this(account, dialect, model, new JsonReaders());
  }

  private Messages(Account account, Dialect dialect, String model, JsonReaders readers) {
    this.account = account;
    this.dialect = dialect;
    this.endpoint = Addresses.messages(account.base());
    this.model = model;
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
    RequestBody body = new RequestBody(account.name(), model, request, dialect);
    String text = body.write();
    String accept = request.streamed() ? "text/event-stream" : "application/json";
    Map<String, String> headers = account.headers(request, accept, dialect.keyHeader());
    headers.putIfAbsent(VERSION_HEADER, version(request));
    Set<String> betas = betas(request);
    if (body.usesFiles()) {
      betas.add(FILES_BETA);
    }
    if (!betas.isEmpty()) {
      headers.putIfAbsent(BETA_HEADER, String.join(",", betas));
    }
    return HttpCall.post(endpoint, text).withHeaders(headers);
  }

  private String version(ChatRequest request) {
    String option = request.providerOptions(account.name()).get(RequestBody.VERSION);
    return option == null ? dialect.version() : Dialect.checkedVersion(Json.text(option));
  }

  private Set<String> betas(ChatRequest request) {
    Set<String> betas = new LinkedHashSet<>(dialect.betas());
    String option = request.providerOptions(account.name()).get(RequestBody.BETAS);
    if (option != null) {
      for (String beta : Json.elements(RequestBody.BETAS, option)) {
        betas.add(Betas.checked(Json.text(beta)));
      }
    }
    return betas;
  }

  @Override
  public Optional<Supplier<String>> keys(ChatRequest request) {
    return account.keys(request, dialect.keyHeader());
  }

  @Override
  public WireFormat with(Secret key) {
    return new Messages(account.with(key), dialect, model, readers);
  }

  @Override
  public boolean prefills() {
    return Family.of(model).prefills();
  }

  /** An answer that begins with thoughts cannot be begun by somebody else. */
  @Override
  public boolean prefills(ChatRequest request) {
    String thinking = request.providerOptions(account.name()).getOrDefault("thinking", "null");
    return prefills() && !Json.text("type", thinking).matches("enabled|adaptive");
  }

  @Override
  public List<String> leftOut(ChatRequest request) {
    return RequestBody.leftOut(account.name(), request);
  }

  @Override
  public AnswerDecoder decoder(ChatRequest request, ResponseHead head) {
    return new MessageDecoder(
        readers,
        new MessageDecoder.Told(
            account.name(), requestId(head), LimitHeaders.of(head), request.nativeEvents()));
  }

  @Override
  public Failure refusal(ResponseHead head, String body) {
    ErrorBody error = ErrorBody.of(body);
    return Errors.refined(error.refused(target(), head, requestId(head)), error);
  }

  /** Without instructions in the midst of a conversation, or with a lower limit of ours. */
  @Override
  public Optional<WireFormat> without(ChatRequest request, Failure.Refused refusal) {
    if (refusal.status() != 400 && refusal.status() != 422) {
      return Optional.empty();
    }
    String said = refusal.detail().toLowerCase(Locale.ROOT);
    if (dialect.systemMessages(model) && said.contains("role") && said.contains("system")) {
      return Optional.of(new Messages(account, dialect.withSystemAbove(), model, readers));
    }
    boolean ours =
        request.sampling().maxTokens().isEmpty()
            && !request.providerOptions(account.name()).containsKey("max_tokens");
    if (ours && said.contains("max_tokens")) {
      Matcher most = TOO_MANY_TOKENS.matcher(said);
      int fewer = most.find() ? Integer.parseInt(most.group(1)) : FEW_TOKENS;
      if (fewer > 0 && fewer < dialect.maxTokens(model, request.streamed())) {
        return Optional.of(new Messages(account, dialect.defaultMaxTokens(fewer), model, readers));
      }
    }
    return Optional.empty();
  }

  @Override
  public String requestId(ResponseHead head) {
    return head.header("request-id").or(() -> head.header("x-request-id")).orElse("");
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
    return "Messages[" + model + " at " + target() + "]";
  }
}
