package dev.sluice.spi.provider;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What of a conversation a wire format has no place for, so that its request leaves it out: what
 * other providers ran by themselves, asked for or kept. In one line for a person, in the same words
 * for every format. Thoughts are not counted, which no provider misses of another.
 */
public final class LeftOut {
  /** So many kinds are named. */
  private static final int MAX_NAMED = 8;

  /** So much of a name is shown: it may come from anywhere. */
  private static final int MAX_NAME_CHARACTERS = 100;

  private final Set<String> kinds = new LinkedHashSet<>();

  /** The calls that stay behind: their results are not named besides. */
  private final Set<String> calls = new HashSet<>();

  private LeftOut() {}

  /** Whether a part of what the assistant has said goes along in a request of this format. */
  @FunctionalInterface
  public interface Place {
    boolean isFor(Message.Assistant message, Part part);
  }

  /**
   * A line that names what is left out; no line if nothing is.
   *
   * @param whoHas who has no place for it, with the verb: {@code chat completions have}
   * @param messages those that are sent
   * @param place what is sent of them
   */
  public static List<String> of(String whoHas, List<? extends Message> messages, Place place) {
    LeftOut left = null;
    for (Message message : messages) {
      if (message instanceof Message.Assistant said) {
        for (Part part : said.parts()) {
          if (!(part instanceof Part.Reasoning || place.isFor(said, part))) {
            left = left == null ? new LeftOut() : left;
            left.add(part);
          }
        }
      }
    }
    return left == null ? List.of() : left.lines(whoHas);
  }

  private List<String> lines(String whoHas) {
    return kinds.isEmpty()
        ? List.of()
        : List.of(
            "left out of the request, because "
                + whoHas
                + " no place for it: "
                + String.join(", ", kinds.stream().limit(MAX_NAMED).toList())
                + (kinds.size() > MAX_NAMED ? ", and more" : ""));
  }

  private void add(Part part) {
    if (part instanceof Part.ToolCall call) {
      calls.add(call.id());
    }
    name(part).ifPresent(kinds::add);
  }

  private Optional<String> name(Part part) {
    return switch (part) {
      case Part.ToolCall call when call.name().isEmpty() ->
          Optional.of("calls of tools" + by(call.isRunByProvider()));
      case Part.ToolCall call ->
          Optional.of("calls of " + shown(call.name()) + by(call.isRunByProvider()));
      case Part.ToolResult result when calls.contains(result.callId()) -> Optional.empty();
      case Part.ToolResult result when result.name().isEmpty() ->
          Optional.of("results of tools" + by(result.isRunByProvider()));
      case Part.ToolResult result ->
          Optional.of("results of " + shown(result.name()) + by(result.isRunByProvider()));
      case Part.Native own when own.type().isEmpty() ->
          Optional.of("parts of " + shown(own.provider()) + "'s own");
      case Part.Native own ->
          Optional.of("what " + shown(own.provider()) + " calls " + shown(own.type()));
      case Part.ApprovalRequest request -> Optional.of("requests of approval");
      case Part.ApprovalAnswer answer -> Optional.of("answers to requests of approval");
      case Part.Media media ->
          Optional.of(
              switch (media.kind()) {
                case AUDIO -> "sound that a model has said";
                case IMAGE -> "images that a model has made";
                case DOCUMENT -> "documents that a model has made";
                case VIDEO -> "videos that a model has made";
              });
      // They have their place in every format.
      case Part.Text text -> Optional.empty();
      case Part.Refusal refusal -> Optional.empty();
      case Part.Reasoning thoughts -> Optional.empty();
    };
  }

  private static String by(boolean provider) {
    return provider ? " that a provider ran itself" : "";
  }

  private static String shown(String name) {
    if (name.isEmpty()) {
      return "somebody";
    }
    return name.length() <= MAX_NAME_CHARACTERS
        ? name
        : name.substring(0, MAX_NAME_CHARACTERS) + "…";
  }
}
