package dev.sluice.stream;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 *
 * @param messages the conversation, oldest first; at least one
 * @param providerFields fields that go into the provider's request as they are, name to JSON text:
 *     the way to what has no name here; a field of the same name wins over ours
 * @param streamed false asks for the whole answer in one piece; the events are then few, and there
 *     is no time to first token
 */
public record ChatRequest(
    List<Message> messages,
    Sampling sampling,
    List<Tool> tools,
    ToolChoice toolChoice,
    ResponseFormat responseFormat,
    Map<String, String> providerFields,
    boolean streamed) {

  /**
   * @throws IllegalArgumentException if there is no message
   */
  public ChatRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    // Not Map.copyOf, which has no order: the same request is the same bytes.
    providerFields = Collections.unmodifiableMap(new LinkedHashMap<>(providerFields));
    Objects.requireNonNull(sampling, "sampling");
    Objects.requireNonNull(toolChoice, "toolChoice");
    Objects.requireNonNull(responseFormat, "responseFormat");
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a request needs at least one message");
    }
  }

  /** A request of one user message. */
  public static ChatRequest of(String prompt) {
    return builder().user(Objects.requireNonNull(prompt, "prompt")).build();
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
    builder.providerFields.putAll(providerFields);
    builder.streamed = streamed;
    return builder;
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
    private final Map<String, String> providerFields = new LinkedHashMap<>();
    private boolean streamed = true;

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
      messages.add(message);
      return this;
    }

    /** Adds several messages, oldest first. */
    public Builder messages(List<? extends Message> more) {
      messages.addAll(more);
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
      tools.add(tool);
      return this;
    }

    /** See {@link ToolChoice}. */
    public Builder toolChoice(ToolChoice choice) {
      toolChoice = choice;
      return this;
    }

    /** See {@link ResponseFormat}. */
    public Builder responseFormat(ResponseFormat format) {
      responseFormat = format;
      return this;
    }

    /** Sets a field of the provider's own, as JSON text: {@code ("logprobs", "true")}. */
    public Builder providerField(String name, String json) {
      providerFields.put(name, json);
      return this;
    }

    /** Whether the answer comes in deltas; the default. */
    public Builder streamed(boolean value) {
      streamed = value;
      return this;
    }

    /**
     * The request.
     *
     * @throws IllegalArgumentException if there is no message or an option is out of its range
     */
    public ChatRequest build() {
      return new ChatRequest(
          messages,
          new Sampling(temperature, topP, maxTokens, seed, stop),
          tools,
          toolChoice,
          responseFormat,
          providerFields,
          streamed);
    }
  }
}
