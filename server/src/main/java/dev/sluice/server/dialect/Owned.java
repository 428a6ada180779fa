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
 * ids of files and proofs before it is known who is asked.
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
      case Message.ToolResult(Part.ToolResult result) ->
          result.content().stream().anyMatch(Owned::isOpen);
    };
  }

  private static Message message(String provider, Message message) {
    return switch (message) {
      case Message.SystemPrompt system -> system;
      case Message.User(List<Part> parts) -> new Message.User(parts(provider, parts));
      case Message.Assistant(List<Part> parts, String model) ->
          new Message.Assistant(parts(provider, parts), model);
      case Message.ToolResult(Part.ToolResult result) ->
          new Message.ToolResult(
              new Part.ToolResult(
                  result.callId(), result.name(), parts(provider, result.content())));
    };
  }

  private static List<Part> parts(String provider, List<Part> parts) {
    List<Part> owned = new ArrayList<>(parts.size());
    for (Part part : parts) {
      if (!isOpen(part)) {
        owned.add(part);
      } else if (part instanceof Part.Media media && media.source() instanceof Part.Media.File f) {
        if (provider.isEmpty()) {
          throw new RefusedException(
              Problem.invalid(
                  "unsupported_file",
                  "the file "
                      + f.id()
                      + " is named by an id, and the model that is asked has no such files: send"
                      + " what is in it, as file_data",
                  "messages"));
        }
        owned.add(
            new Part.Media(media.kind(), media.mediaType(), new Part.Media.File(provider, f.id()))
                .named(media.name()));
      } else if (part instanceof Part.Native own && own.provider().isEmpty()) {
        if (!provider.isEmpty()) {
          owned.add(new Part.Native(provider, own.type(), own.json()));
        }
      } else if (!provider.isEmpty()) {
        Optional<ProviderData> data = part.data("");
        owned.add(part.withData(ProviderData.of(provider, data.orElseThrow().fields())));
      } else if (!isEmpty(part)) {
        // Thoughts go without the cipher, which another provider takes for its own.
        owned.add(part instanceof Part.Reasoning thought ? thought.enciphered("") : part);
      }
    }
    return owned;
  }

  /** Whether nothing but proofs is in it, which nobody else understands. */
  private static boolean isEmpty(Part part) {
    return switch (part) {
      case Part.Reasoning thought -> thought.text().isEmpty();
      case Part.Text text -> text.text().isEmpty();
      case Part.Media media -> true;
      default -> false;
    };
  }

  private static boolean isOpen(Part part) {
    return part.data("").isPresent()
        || (part instanceof Part.Native own && own.provider().isEmpty())
        || (part instanceof Part.Media media
            && media.source() instanceof Part.Media.File(String keeper, String id)
            && keeper.isEmpty());
  }
}
