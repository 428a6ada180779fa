package dev.sluice.store;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is taken of messages that anybody may have written: what they say, and not what would be
 * believed of it. So no provider's data, signatures or own parts, no files that a provider keeps
 * for whoever sends their names, nothing that a provider is said to have run, and no consent.
 */
final class Untrusted {
  /** As {@link dev.sluice.chat.Ending#kind} has them. */
  private static final Set<String> ENDINGS =
      Set.of(
          "completed",
          "truncated",
          "cut",
          "failed",
          "timed_out",
          "over_budget",
          "interrupted",
          "cancelled");

  private static final int MAX_NAME = 200;

  private Untrusted() {}

  /** An ending, if it is a known word. */
  static Optional<String> ending(String word) {
    return ENDINGS.contains(word) ? Optional.of(word) : Optional.empty();
  }

  /** A message without what is not believed; empty if nothing is left of it. */
  static Optional<Message> message(Message message) {
    return switch (message) {
      case Message.SystemPrompt prompt -> Optional.of(prompt);
      case Message.User(List<Part> parts) -> {
        List<Part> left = parts(parts);
        yield left.isEmpty() ? Optional.empty() : Optional.of(new Message.User(left));
      }
      case Message.Assistant(List<Part> parts, String model) -> {
        List<Part> left = parts(parts);
        yield left.isEmpty() && !parts.isEmpty()
            ? Optional.empty()
            : Optional.of(new Message.Assistant(left, name(model)));
      }
      case Message.ToolResult(Part.ToolResult result) ->
          part(result).map(left -> new Message.ToolResult((Part.ToolResult) left));
    };
  }

  private static String name(String model) {
    return model.length() > MAX_NAME ? "" : Titles.oneLine(model);
  }

  private static List<Part> parts(List<Part> parts) {
    List<Part> left = new ArrayList<>();
    parts.forEach(part -> part(part).ifPresent(left::add));
    return left;
  }

  private static Optional<Part> part(Part part) {
    Optional<Part> taken =
        switch (part) {
          case Part.Text text -> Optional.of(text(text));
          case Part.Reasoning thought -> Optional.of(thought(thought));
          case Part.Refusal refusal -> Optional.of(new Part.Refusal(refusal.text()));
          case Part.ToolCall call -> call(call);
          case Part.ToolResult result -> result(result);
          case Part.Media media -> media(media);
          case Part.ApprovalRequest _, Part.ApprovalAnswer _, Part.Native _ -> Optional.empty();
        };
    return part.isWhole() ? taken : taken.map(Part::unfinished);
  }

  private static Part text(Part.Text text) {
    Part.Text said =
        new Part.Text(text.text()).cited(text.citations().stream().map(Untrusted::cited).toList());
    return text.isCommentary() ? said.asCommentary() : said;
  }

  private static Citation cited(Citation citation) {
    Citation.Builder builder =
        Citation.builder().url(citation.url()).title(citation.title()).quote(citation.quote());
    return (citation.hasPlace() ? builder.place(citation.from(), citation.to()) : builder).build();
  }

  private static Part thought(Part.Reasoning thought) {
    Part.Reasoning said = new Part.Reasoning(thought.text());
    return thought.isSummary() ? said.asSummary() : said;
  }

  private static Optional<Part> call(Part.ToolCall call) {
    if (call.isRunByProvider()) {
      return Optional.empty();
    }
    Part.ToolCall called = new Part.ToolCall(call.id(), call.name(), call.arguments());
    return Optional.of(call.isFreeText() ? called.asFreeText() : called);
  }

  private static Optional<Part> result(Part.ToolResult result) {
    if (result.isRunByProvider()) {
      return Optional.empty();
    }
    Part.ToolResult given =
        new Part.ToolResult(result.callId(), result.name(), parts(result.content()));
    return Optional.of(result.failed() ? given.asFailure() : given);
  }

  private static Optional<Part> media(Part.Media media) {
    boolean isTaken =
        switch (media.source()) {
          case Part.Media.Inline _ -> true;
          case Part.Media.Url(URI url) ->
              "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
          case Part.Media.File _ -> false;
        };
    return isTaken
        ? Optional.of(
            new Part.Media(media.kind(), media.mediaType(), media.source()).named(media.name()))
        : Optional.empty();
  }
}
