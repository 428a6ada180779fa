package dev.sluice.stream;

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

  /** What the model answered, in order: text, reasoning and tool calls. */
  record Assistant(List<Part> parts) implements Message {
    public Assistant {
      parts = List.copyOf(parts);
    }
  }

  /**
   * What a tool gave back.
   *
   * @param callId the {@link Part.ToolCall#id()} that it answers
   * @param name the tool's name, which some providers want again
   * @param failed whether the tool failed, so that the parts tell of the failure
   */
  record ToolResult(String callId, String name, List<Part> parts, boolean failed)
      implements Message {
    public ToolResult {
      Objects.requireNonNull(callId, "callId");
      Objects.requireNonNull(name, "name");
      parts = List.copyOf(parts);
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
    return new ToolResult(call.id(), call.name(), List.of(new Part.Text(text)), false);
  }
}
