package dev.sluice.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is asked of a model, the same for every provider. Immutable.
 *
 * <pre>{@code
 * var request = ChatRequest.builder()
 *     .system("You are terse.")
 *     .user("Why is the sea salt?")
 *     .temperature(0.2)
 *     .maxTokens(200)
 *     .build();
 * }</pre>
 */
public final class ChatRequest extends Value {
  private final List<Message> messages;
  private final Sampling sampling;
  private final List<Tool> tools;
  private final ToolChoice toolChoice;
  private final ResponseFormat responseFormat;
  private final Map<String, Map<String, String>> providerOptions;
  private final boolean streamed;
  private final boolean nativeEvents;
  private final Map<String, String> headers;
  private final Optional<Duration> deadline;

  private ChatRequest(Builder builder) {
    this.messages = List.copyOf(builder.messages);
    this.sampling =
        new Sampling(
            builder.temperature, builder.topP, builder.maxTokens, builder.seed, builder.stop);
    this.tools = List.copyOf(builder.tools);
    this.toolChoice = builder.toolChoice;
    this.responseFormat = builder.responseFormat;
    // Not Map.copyOf, which has no order: the same request is the same bytes.
    Map<String, Map<String, String>> options = new LinkedHashMap<>();
    builder.providerOptions.forEach(
        (provider, of) -> options.put(provider, kept(new LinkedHashMap<>(of))));
    this.providerOptions = kept(options);
    this.streamed = builder.streamed;
    this.nativeEvents = builder.nativeEvents;
    this.headers = kept(new LinkedHashMap<>(builder.headers));
    this.deadline = builder.deadline;
    headers.forEach(ChatRequest::checkHeader);
    if (deadline.filter(time -> !time.isPositive()).isPresent()) {
      throw new IllegalArgumentException(
          "a deadline is a time from the call on, not " + deadline.get());
    }
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a request needs at least one message");
    }
  }

  /** Most requests have none of what stands in maps, and a gateway holds thousands of them. */
  private static <T> Map<String, T> kept(Map<String, T> own) {
    return own.isEmpty() ? Map.of() : Collections.unmodifiableMap(own);
  }

  /** The conversation, oldest first; at least one message. */
  public List<Message> messages() {
    return messages;
  }

  /** How the next token is chosen and when to stop. */
  public Sampling sampling() {
    return sampling;
  }

  /** What the model may call. */
  public List<Tool> tools() {
    return tools;
  }

  /** Whether it must, may or must not. */
  public ToolChoice toolChoice() {
    return toolChoice;
  }

  /** The form in which the answer is wanted. */
  public ResponseFormat responseFormat() {
    return responseFormat;
  }

  /**
   * Fields that go into this provider's requests as they are, name to JSON text: the way to what
   * has no name here. A field of the same name wins over ours; no other provider is sent it.
   *
   * <p>They are words of a provider's interface, and so a server that a name says is asked in its
   * ways ({@code openai+http://host:8080/v1}) gets what is set for the provider, unless something
   * is set for that server itself; then it gets this alone.
   *
   * @param provider what stands before the model in its models' names
   */
  public Map<String, String> providerOptions(String provider) {
    Map<String, String> own = providerOptions.get(provider);
    return own != null ? own : providerOptions.getOrDefault(ModelName.speaks(provider), Map.of());
  }

  /**
   * What is set for each provider, in the order in which that was done: for whoever keeps requests.
   * Whoever asks one wants {@link #providerOptions(String)}.
   */
  public Map<String, Map<String, String>> providerOptions() {
    return providerOptions;
  }

  /**
   * False asks for the whole answer in one piece; the events are then few, and there is no time to
   * first token.
   */
  public boolean streamed() {
    return streamed;
  }

  /** Whether events of the provider's own are told, {@link StreamEvent.Native}. */
  public boolean nativeEvents() {
    return nativeEvents;
  }

  /**
   * Headers of HTTP, sent besides the provider's own and in place of those of the same name; names
   * are in lower case. Every model that is asked gets them, one that is fallen back on too; one
   * that is not behind HTTP has no use for them.
   */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * How long after the call the stream ends at the latest, as timed out; whatever its model's
   * policies say, and over all their attempts.
   */
  public Optional<Duration> deadline() {
    return deadline;
  }

  /** Says nothing of the value, which may be a key. */
  private static void checkHeader(String name, String value) {
    if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c >= 0x7F || c == ':')) {
      throw new IllegalArgumentException(
          "the name of a header cannot be sent: names are of letters, digits and hyphens");
    }
    if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7F || c > 0xFF)) {
      throw new IllegalArgumentException(
          "the value of the header "
              + name
              + " cannot be sent: it holds a line end or another"
              + " character that headers have none of");
    }
  }

  /** A request of one user message. */
  public static ChatRequest of(String prompt) {
    return builder().user(Objects.requireNonNull(prompt, "prompt")).build();
  }

  /**
   * A request that goes on with a conversation.
   *
   * @throws IllegalArgumentException if there is no message
   */
  public static ChatRequest of(List<? extends Message> conversation) {
    return builder().messages(Objects.requireNonNull(conversation, "conversation")).build();
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that holds what this request holds. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.messages.addAll(messages);
    builder.temperature = sampling.temperature();
    builder.topP = sampling.topP();
    builder.maxTokens = sampling.maxTokens();
    builder.seed = sampling.seed();
    builder.stop.addAll(sampling.stop());
    builder.tools.addAll(tools);
    builder.toolChoice = toolChoice;
    builder.responseFormat = responseFormat;
    providerOptions.forEach(
        (provider, options) -> builder.providerOptions.put(provider, new LinkedHashMap<>(options)));
    builder.streamed = streamed;
    builder.nativeEvents = nativeEvents;
    builder.headers.putAll(headers);
    builder.deadline = deadline;
    return builder;
  }

  /**
   * The same asked in another conversation, for whoever adds to its beginning or leaves some of it
   * out.
   *
   * @throws IllegalArgumentException if there is no message
   */
  public ChatRequest withMessages(List<? extends Message> others) {
    Objects.requireNonNull(others, "others");
    Builder other = toBuilder();
    other.messages.clear();
    return other.messages(others).build();
  }

  /** The same without texts at which the answer ends, for whoever asks a model that has none. */
  public ChatRequest withoutStop() {
    Builder other = toBuilder();
    other.stop.clear();
    return other.build();
  }

  @Override
  List<Object> values() {
    return List.of(
        messages,
        sampling,
        tools,
        toolChoice,
        responseFormat,
        providerOptions,
        streamed,
        nativeEvents,
        headers,
        deadline);
  }

  /** Names the headers only: a value may be a key. */
  @Override
  public String toString() {
    return "ChatRequest[messages="
        + messages
        + ", sampling="
        + sampling
        + ", tools="
        + tools
        + ", toolChoice="
        + toolChoice
        + ", responseFormat="
        + responseFormat
        + ", providerOptions="
        + providerOptions
        + ", streamed="
        + streamed
        + ", nativeEvents="
        + nativeEvents
        + ", headers="
        + headers.keySet()
        + ", deadline="
        + deadline
        + "]";
  }

  /** Gathers a request piece by piece. Not thread-safe. */
  public static final class Builder {
    private final List<Message> messages = new ArrayList<>();
    private OptionalDouble temperature = OptionalDouble.empty();
    private OptionalDouble topP = OptionalDouble.empty();
    private OptionalInt maxTokens = OptionalInt.empty();
    private OptionalLong seed = OptionalLong.empty();
    private final List<String> stop = new ArrayList<>();
    private final List<Tool> tools = new ArrayList<>();
    private ToolChoice toolChoice = new ToolChoice.Auto();
    private ResponseFormat responseFormat = new ResponseFormat.Text();
    private final Map<String, Map<String, String>> providerOptions = new LinkedHashMap<>();
    private boolean streamed = true;
    private boolean nativeEvents;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Optional<Duration> deadline = Optional.empty();

    private Builder() {}

    /** Adds a system message. */
    public Builder system(String text) {
      return message(Message.system(text));
    }

    /** Adds a user message. */
    public Builder user(String text) {
      return message(Message.user(text));
    }

    /** Adds a user message of several parts. */
    public Builder user(Part... parts) {
      return message(Message.user(parts));
    }

    /** Adds an assistant message. */
    public Builder assistant(String text) {
      return message(Message.assistant(text));
    }

    /** Adds any message. */
    public Builder message(Message message) {
      messages.add(Objects.requireNonNull(message, "message"));
      return this;
    }

    /** Adds several messages, oldest first. */
    public Builder messages(List<? extends Message> more) {
      more.forEach(this::message);
      return this;
    }

    /** See {@link Sampling#temperature()}. */
    public Builder temperature(double value) {
      temperature = OptionalDouble.of(value);
      return this;
    }

    /** See {@link Sampling#topP()}. */
    public Builder topP(double value) {
      topP = OptionalDouble.of(value);
      return this;
    }

    /** See {@link Sampling#maxTokens()}. */
    public Builder maxTokens(int value) {
      maxTokens = OptionalInt.of(value);
      return this;
    }

    /** See {@link Sampling#seed()}. */
    public Builder seed(long value) {
      seed = OptionalLong.of(value);
      return this;
    }

    /** Adds texts at which the answer ends. */
    public Builder stop(String... texts) {
      stop.addAll(List.of(texts));
      return this;
    }

    /** Adds a tool. */
    public Builder tool(Tool tool) {
      tools.add(Objects.requireNonNull(tool, "tool"));
      return this;
    }

    /** See {@link ToolChoice}. */
    public Builder toolChoice(ToolChoice choice) {
      toolChoice = Objects.requireNonNull(choice, "toolChoice");
      return this;
    }

    /** See {@link ResponseFormat}. */
    public Builder responseFormat(ResponseFormat format) {
      responseFormat = Objects.requireNonNull(format, "responseFormat");
      return this;
    }

    /**
     * Sets a field of a provider's own, as JSON text: {@code ("openai", "logprobs", "true")}.
     * Another one that is fallen back on does not see it: it is sent to this provider, and to
     * servers that their models' names say are asked in its ways, such as {@code
     * openai+http://host:8080/v1#model}. What is set for such a server itself, by the name {@code
     * openai+http://host:8080/v1}, is sent to that one alone, and then nothing else is.
     *
     * @param provider what stands before the model in its models' names
     */
    public Builder providerOption(String provider, String name, String json) {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(json, "json");
      providerOptions
          .computeIfAbsent(Objects.requireNonNull(provider, "provider"), p -> new LinkedHashMap<>())
          .put(name, json);
      return this;
    }

    /** Whether the answer comes in deltas; the default. */
    public Builder streamed(boolean value) {
      streamed = value;
      return this;
    }

    /**
     * Whether to be told events of the provider's own, {@link StreamEvent.Native}; not by default.
     */
    public Builder nativeEvents(boolean value) {
      nativeEvents = value;
      return this;
    }

    /**
     * Adds a header of HTTP for this request alone, in place of the provider's own of that name.
     * What names a key or a token by its name is taken out of all that the peer says, as keys are.
     * With a fallback, the other model's provider is sent it too.
     */
    public Builder header(String name, String value) {
      Objects.requireNonNull(name, "name");
      headers.put(name.toLowerCase(Locale.ROOT), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** Takes all headers out: for requests that are kept, since a header may be a key. */
    public Builder withoutHeaders() {
      headers.clear();
      return this;
    }

    /**
     * Ends the stream as timed out (of the phase total) if it is not over this long after the call,
     * whatever the model's policies are about.
     */
    public Builder deadline(Duration fromTheCall) {
      deadline = Optional.of(Objects.requireNonNull(fromTheCall, "fromTheCall"));
      return this;
    }

    /**
     * The request.
     *
     * @throws IllegalArgumentException if there is no message, an option is out of its range or a
     *     header cannot be sent
     */
    public ChatRequest build() {
      return new ChatRequest(this);
    }
  }
}
