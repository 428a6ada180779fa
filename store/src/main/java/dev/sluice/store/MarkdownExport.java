package dev.sluice.store;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Writes a conversation for people. What was said is Markdown already, and stays as it is, but that
 * no message can reach out of its place: see {@link MarkdownText}. What only machines read is left
 * out.
 */
final class MarkdownExport {
  private final Appendable out;

  private MarkdownExport(Appendable out) {
    this.out = out;
  }

  static void write(Conversation conversation, List<KeptMessage> messages, Appendable out)
      throws IOException {
    new MarkdownExport(out).write(conversation, messages);
  }

  private void write(Conversation conversation, List<KeptMessage> messages) throws IOException {
    String title = conversation.title().isEmpty() ? "Conversation" : conversation.title();
    out.append("# ").append(MarkdownText.escaped(title)).append('\n');
    for (KeptMessage message : messages) {
      out.append("\n## ").append(heading(message)).append('\n');
      if (message.message().isPresent()) {
        message(message.message().get());
      }
    }
  }

  private static String heading(KeptMessage message) {
    StringBuilder heading = new StringBuilder();
    heading.append(MarkdownText.heading(message.role()));
    if (message.message().orElse(null) instanceof Message.Assistant(List<Part> _, String model)
        && !model.isEmpty()) {
      heading.append(", ").append(MarkdownText.escaped(Titles.oneLine(model)));
    }
    heading.append(" – ").append(time(message.created()));
    if (message.message().isEmpty()) {
      heading.append(" – not ended");
    } else if (message.ending().isPresent() && !message.ending().get().equals("completed")) {
      heading.append(" – ").append(MarkdownText.escaped(message.ending().get()));
    }
    return heading.toString();
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void message(Message message) throws IOException {
    switch (message) {
      case Message.SystemPrompt(String text) -> text(text);
      case Message.User(List<Part> parts) -> parts(parts);
      case Message.Assistant(List<Part> parts, String _) -> parts(parts);
      case Message.ToolResult(Part.ToolResult result) -> part(result);
    }
  }

  private void parts(List<Part> parts) throws IOException {
    for (Part part : parts) {
      part(part);
    }
  }

  private void part(Part part) throws IOException {
    switch (part) {
      case Part.Text text -> {
        text(text.text());
        citations(text.citations());
      }
      case Part.Refusal refusal -> text(refusal.text());
      case Part.ToolCall call -> {
        note("Calls the tool", call.name());
        fenced(call.isFreeText() ? "" : "json", call.arguments());
      }
      case Part.ToolResult result -> {
        note(result.failed() ? "The tool failed:" : "The tool's result:", result.name());
        for (Part inner : result.content()) {
          if (inner instanceof Part.Text text) {
            fenced("", text.text());
          } else {
            part(inner);
          }
        }
      }
      case Part.Media media -> media(media);
      case Part.ApprovalRequest request -> note("Asks whether it may call", request.call().name());
      case Part.ApprovalAnswer answer -> note(answer.isApproved() ? "Allowed" : "Refused", "");
      case Part.Reasoning _, Part.Native _ -> {}
    }
  }

  private void text(String text) throws IOException {
    if (!text.isBlank()) {
      out.append('\n').append(MarkdownText.contained(text)).append('\n');
    }
  }

  private void citations(List<Citation> citations) throws IOException {
    for (Citation citation : citations) {
      String source = citation.source().orElse(citation.title());
      if (!source.isEmpty()) {
        note("Source:", source);
      }
    }
  }

  private void media(Part.Media media) throws IOException {
    String what =
        switch (media.source()) {
          case Part.Media.Url(java.net.URI url) -> url.toString();
          case Part.Media.Inline _, Part.Media.File _ -> media.name();
        };
    note(
        switch (media.kind()) {
          case IMAGE -> "Image:";
          case DOCUMENT -> "Document:";
          case AUDIO -> "Audio:";
          case VIDEO -> "Video:";
        },
        what.isEmpty() ? media.mediaType() : what);
  }

  private void note(String what, String name) throws IOException {
    String line = Titles.oneLine(name);
    out.append("\n*").append(what).append('*');
    if (!line.isEmpty()) {
      out.append(' ').append(MarkdownText.code(line));
    }
    out.append('\n');
  }

  private void fenced(String language, String text) throws IOException {
    String fence = MarkdownText.fence(text);
    out.append('\n').append(fence).append(language).append('\n').append(text);
    if (!text.endsWith("\n")) {
      out.append('\n');
    }
    out.append(fence).append('\n');
  }
}
