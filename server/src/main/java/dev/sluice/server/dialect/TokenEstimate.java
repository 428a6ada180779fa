package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Tool;

/**
 * About how many tokens a request has, for whoever asks before it sends it. No provider is asked,
 * so that it is the same for each of them. Not thread-safe.
 *
 * <p>Arrived at by what providers say of their tokens: four characters of a text are one, but each
 * character of a script that has thousands (those of East Asia); a message has four around it, for
 * its role and what stands between messages; pictures and pages are counted as Anthropic documents
 * it, by their size; 346 tell a model that it may call tools. Real counts differ, by model and by
 * text.
 */
public final class TokenEstimate {
  /** From here on a character is about a token: the scripts of East Asia. */
  private static final char DENSE = '\u2E80';

  private static final int CHARACTERS = 4;

  /** What tells the model that it may call tools, as Anthropic documents it. */
  private static final int TOOLS = 346;

  /** Roles, and what stands between messages. */
  private static final int MESSAGE = 4;

  /** A page of a document has up to twice that; and that much room. */
  private static final int PAGE = 1500;

  private static final int PAGE_CHARACTERS = 70_000;

  /** In quarters of a token. */
  private long quarters;

  private long tokens;

  private TokenEstimate() {}

  /** About how many tokens it has. */
  public static long of(ChatRequest request) {
    return new TokenEstimate().count(request);
  }

  private long count(ChatRequest request) {
    request.messages().forEach(this::message);
    for (Tool tool : request.tools()) {
      text(tool.name());
      text(tool.description());
      text(tool.parametersSchema());
    }
    tokens += request.tools().isEmpty() ? 0 : TOOLS;
    return tokens + (quarters + CHARACTERS - 1) / CHARACTERS;
  }

  private void message(Message message) {
    tokens += MESSAGE;
    switch (message) {
      case Message.SystemPrompt(String text) -> text(text);
      case Message.User(var parts) -> parts.forEach(this::part);
      case Message.Assistant(var parts, String model) -> parts.forEach(this::part);
      case Message.ToolResult(Part.ToolResult result) -> part(result);
    }
  }

  private void part(Part part) {
    switch (part) {
      case Part.Text text -> text(text.text());
      case Part.Reasoning thought -> text(thought.text());
      case Part.Refusal refusal -> text(refusal.text());
      case Part.ToolCall call -> {
        text(call.name());
        text(call.arguments());
      }
      case Part.ToolResult result -> {
        tokens += MESSAGE;
        result.content().forEach(this::part);
      }
      case Part.Media media -> media(media);
      case Part.Native own -> text(own.json());
      case Part.ApprovalRequest request -> {}
      case Part.ApprovalAnswer answer -> {}
    }
  }

  private void text(String text) {
    for (int i = 0; i < text.length(); i++) {
      quarters += text.charAt(i) < DENSE ? 1 : CHARACTERS;
    }
  }

  private void media(Part.Media media) {
    String base64 = media.source() instanceof Part.Media.Inline(String held) ? held : "";
    if (media.kind() == Part.Media.Kind.IMAGE) {
      tokens += ImageSize.tokens(base64);
    } else if (media.mediaType().startsWith("text/")) {
      quarters += base64.length() * 3L / 4;
    } else {
      tokens += (long) PAGE * (1 + base64.length() / PAGE_CHARACTERS);
    }
  }
}
