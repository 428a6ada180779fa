package dev.sluice.chat;

import java.util.List;
import java.util.Objects;

/** One message of a conversation. Immutable. */
public sealed interface Message {

  /** An instruction that stands above the conversation. */
  record SystemPrompt(String text) implements Message {
    public SystemPrompt {
      Objects.requireNonNull(text, "text");
    }
  }

  /** What the person or program asks. */
  record User(List<Part> parts) implements Message {
    public User {
      parts = List.copyOf(parts);
    }
  }

  /**
   * What the model answered, in order.
   *
   * @param model who answered, {@code provider/model}; empty if that is not known
   */
  record Assistant(List<Part> parts, String model) implements Message {
    public Assistant {
      parts = List.copyOf(parts);
      Objects.requireNonNull(model, "model");
    }

    /** What somebody answered. */
    public Assistant(List<? extends Part> parts) {
      this(List.copyOf(parts), "");
    }

    /** What stands before the slash of {@link #model}; empty if it is not known. */
    public String provider() {
      return ModelName.of(model).provider();
    }
  }

  /** What a tool gave back. */
  record ToolResult(Part.ToolResult result) implements Message {
    public ToolResult {
      Objects.requireNonNull(result, "result");
    }
  }

  /** A system message. */
  static Message system(String text) {
    return new SystemPrompt(text);
  }

  /** A user message of one text. */
  static Message user(String text) {
    return new User(List.of(new Part.Text(text)));
  }

  /** A user message of several parts. */
  static Message user(Part... parts) {
    return new User(List.of(parts));
  }

  /** An assistant message of one text. */
  static Message assistant(String text) {
    return new Assistant(List.of(new Part.Text(text)));
  }

  /** The result of a tool that worked. */
  static Message toolResult(Part.ToolCall call, String text) {
    return new ToolResult(new Part.ToolResult(call.id(), call.name(), List.of(Part.text(text))));
  }

  /** The result of a tool that failed; the text says how. */
  static Message toolFailure(Part.ToolCall call, String text) {
    return new ToolResult(
        new Part.ToolResult(call.id(), call.name(), List.of(Part.text(text))).asFailure());
  }
}
