package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives what a request says of the provider without a name to one that has a name. A dialect reads
 * ids of files, proofs and a format's own parts before it is known who is asked.
 */
final class Owned {
  private Owned() {}

  /** The request of this provider; if it is empty, of none. */
  static ChatRequest by(String provider, ChatRequest request) {
    if (request.messages().stream().noneMatch(Owned::isOpen)) {
      return request;
    }
    List<Message> messages = new ArrayList<>(request.messages().size());
    for (Message message : request.messages()) {
      if (!isOpen(message)) {
        messages.add(message);
        continue;
      }
      Message owned = message(provider, message);
      if (!isEmpty(owned)) {
        messages.add(owned);
      }
    }
    if (messages.isEmpty()) {
      throw new RefusedException(
          Problem.invalid(
              "unsupported_content",
              "nothing of what is asked has a form that the provider of this model understands",
              ""));
    }
    return request.withMessages(messages);
  }

  /** Whether nothing of it is left. */
  private static boolean isEmpty(Message message) {
    return switch (message) {
      case Message.User(List<Part> parts) -> parts.isEmpty();
      case Message.Assistant(List<Part> parts, String model) -> parts.isEmpty();
      case Message.SystemPrompt s -> false;
      case Message.ToolResult r -> false;
    };
  }

  private static boolean isOpen(Message message) {
    return switch (message) {
      case Message.SystemPrompt system -> false;
      case Message.User(List<Part> parts) -> parts.stream().anyMatch(Owned::isOpen);
      case Message.Assistant(List<Part> parts, String model) ->
          parts.stream().anyMatch(Owned::isOpen);
      case Message.ToolResult(Part.ToolResult result) -> isOpen(result);
    };
  }

  private static Message message(String provider, Message message) {
    return switch (message) {
      case Message.SystemPrompt system -> system;
      case Message.User(List<Part> parts) -> new Message.User(parts(provider, parts));
      case Message.Assistant(List<Part> parts, String model) ->
          new Message.Assistant(parts(provider, parts), model);
      case Message.ToolResult(Part.ToolResult result) ->
          new Message.ToolResult(owned(provider, result));
    };
  }

  private static List<Part> parts(String provider, List<Part> parts) {
    List<Part> owned = new ArrayList<>(parts.size());
    for (Part part : parts) {
      if (!isOpen(part)) {
        owned.add(part);
      } else if (!provider.isEmpty() || isForAnybody(part)) {
        owned.add(owned(provider, part));
      }
    }
    return owned;
  }

  private static Part owned(String provider, Part part) {
    return switch (part) {
      case Part.ToolResult result -> owned(provider, result);
      case Part.Media media
          when media.source() instanceof Part.Media.File(String keeper, String id)
              && keeper.isEmpty() ->
          marked(provider, media, file(provider, media, id));
      case Part.Native own when own.provider().isEmpty() ->
          new Part.Native(provider, own.type(), own.json());
      case Part.Reasoning thought when provider.isEmpty() -> new Part.Reasoning(thought.text());
      default -> marked(provider, part, part);
    };
  }

  private static Part.ToolResult owned(String provider, Part.ToolResult result) {
    Part.ToolResult same =
        new Part.ToolResult(result.callId(), result.name(), parts(provider, result.content()));
    same = result.failed() ? same.asFailure() : same;
    same = result.isRunByProvider() ? same.runByProvider() : same;
    return (Part.ToolResult) marked(provider, result, same);
  }

  /** With the data of a part, which becomes the provider's if it is nobody's yet. */
  private static Part marked(String provider, Part from, Part part) {
    return from.data()
        .map(
            data ->
                provider.isEmpty() || !data.provider().isEmpty()
                    ? part.withData(data)
                    : part.withData(ProviderData.of(provider, data.fields())))
        .orElse(part);
  }

  private static Part.Media file(String provider, Part.Media media, String id) {
    if (provider.isEmpty()) {
      throw new RefusedException(
          Problem.invalid(
              "unsupported_file",
              "the file "
                  + id
                  + " is named by an id, and the model that is asked has no such files: send"
                  + " what is in it, as data",
              "messages"));
    }
    return new Part.Media(media.kind(), media.mediaType(), new Part.Media.File(provider, id))
        .named(media.name());
  }

  /** Whether there is something in it besides what one provider alone understands. */
  private static boolean isForAnybody(Part part) {
    return switch (part) {
      case Part.Reasoning thought -> !thought.text().isEmpty();
      case Part.Text text -> !text.text().isEmpty();
      case Part.Media media ->
          !(media.source() instanceof Part.Media.Inline(String base64) && base64.isEmpty());
      case Part.ToolCall call -> !call.isRunByProvider();
      case Part.ToolResult result -> !result.isRunByProvider();
      case Part.Native own -> false;
      default -> true;
    };
  }

  private static boolean isOpen(Part part) {
    Optional<ProviderData> open = part.data("");
    return open.isPresent()
        || switch (part) {
          case Part.Media media ->
              media.source() instanceof Part.Media.File(String keeper, String id)
                  && keeper.isEmpty();
          case Part.Native own -> own.provider().isEmpty();
          case Part.ToolResult result -> result.content().stream().anyMatch(Owned::isOpen);
          default -> false;
        };
  }
}
