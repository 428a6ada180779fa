package dev.sluice.provider.openai.responses;

import dev.sluice.provider.openai.responses.Section.Growth;
import org.jspecify.annotations.Nullable;

/** The events of a part that come once, by their types: under the names of some years. */
final class PartEvents {
  private PartEvents() {}

  /** Tells what the event says of the answer; false if it says nothing of it. */
  static boolean tell(String type, Frame frame, Answer answer) {
    switch (type) {
      case "response.content_part.added" -> begins(frame, answer);
      case "response.content_part.done" -> {
        if (frame.part != null) {
          answer.partEnds(frame, frame.part);
        }
      }
      case "response.output_text.done" -> answer.whole(frame, Growth.TEXT, "message");
      case "response.refusal.done" -> answer.whole(frame, Growth.REFUSAL, "message");
      case "response.output_text.annotation.added", "response.output_text_annotation.added" ->
          answer.cited(frame);
      case "response.reasoning_summary_part.added" ->
          answer.partBegins(frame, Growth.SUMMARY, "reasoning");
      case "response.reasoning_summary_part.done" -> summary(frame, answer);
      case "response.reasoning_summary_text.done" ->
          answer.whole(frame, Growth.SUMMARY, "reasoning");
      case "response.reasoning_text.done", "response.reasoning.done" ->
          answer.whole(frame, Growth.THOUGHT, "reasoning");
      case "response.function_call_arguments.done" ->
          answer.whole(frame, Growth.CALL, "function_call");
      case "response.custom_tool_call_input.done" ->
          answer.whole(frame, Growth.CALL, "custom_tool_call");
      case "response.mcp_call_arguments.done", "response.mcp_call.arguments_done" ->
          answer.whole(frame, Growth.CALL, "mcp_call");
      case "response.code_interpreter_call_code.done", "response.code_interpreter_call.code.done" ->
          answer.whole(frame, Growth.CALL, "code_interpreter_call");
      case "response.mcp_call.arguments_delta" -> answer.grow(frame, Growth.CALL, "mcp_call");
      case "response.code_interpreter_call.code.delta" ->
          answer.grow(frame, Growth.CALL, "code_interpreter_call");
      case "response.shell_call_command.delta" -> answer.grow(frame, Growth.NATIVE, "shell_call");
      case "response.shell_call_output_content.delta" ->
          answer.grow(frame, Growth.NATIVE, "shell_call_output");
      case "response.image_generation_call.partial_image" -> answer.preview(frame);
      case "response.audio.delta" -> answer.audio(frame.delta);
      case "response.audio.done" -> answer.audioEnds();
      case "response.audio.transcript.delta" -> answer.transcript(frame.delta);
      case "response.audio.transcript.done" -> answer.transcriptEnds();
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void begins(Frame frame, Answer answer) {
    OutputItem.@Nullable Content part = frame.part;
    String type = part == null ? "output_text" : part.type();
    switch (type) {
      case "refusal" -> answer.partBegins(frame, Growth.REFUSAL, "message");
      case "reasoning_text" -> answer.partBegins(frame, Growth.THOUGHT, "reasoning");
      case "output_text", "text", "" -> answer.partBegins(frame, Growth.TEXT, "message");
      default -> {} // Told with its item's end, whole.
    }
  }

  private static void summary(Frame frame, Answer answer) {
    if (frame.part != null) {
      frame.whole = frame.part.text();
      answer.whole(frame, Growth.SUMMARY, "reasoning");
    }
  }
}
