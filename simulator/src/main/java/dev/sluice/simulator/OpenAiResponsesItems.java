package dev.sluice.simulator;

import dev.sluice.simulator.Spoken.Kind;
import dev.sluice.simulator.Spoken.Part;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The items of a response's output: one for each part of what was said. */
final class OpenAiResponsesItems {
  private final Call call;
  private final Spoken spoken;

  OpenAiResponsesItems(Call call, Spoken spoken) {
    this.call = call;
    this.spoken = spoken;
  }

  /** All items, whole, as they stand in an array. */
  String all() {
    return IntStream.range(0, spoken.parts().size())
        .mapToObj(index -> whole(spoken.parts().get(index), index))
        .collect(Collectors.joining(","));
  }

  /** The id of the item at this index; the provider begins it with what the item is. */
  String id(Kind kind, int index) {
    String prefix =
        switch (kind) {
          case REASONING -> "rs";
          case TOOL -> "fc";
          case TEXT, REFUSAL -> "msg";
        };
    return "%s_Simulated%010d%06d".formatted(prefix, call.number(), index);
  }

  /** An item that has begun. */
  String begun(Part part, int index) {
    String id = id(part.kind(), index);
    return switch (part.kind()) {
      case REASONING -> "{\"id\":\"%s\",\"type\":\"reasoning\",\"summary\":[]}".formatted(id);
      case TOOL -> call(part, id, "in_progress", "");
      case TEXT, REFUSAL -> message(id, "in_progress", "");
    };
  }

  /** An item that is complete. */
  String whole(Part part, int index) {
    String id = id(part.kind(), index);
    return switch (part.kind()) {
      case REASONING ->
          "{\"id\":\"%s\",\"type\":\"reasoning\",%s\"summary\":[%s]}"
              .formatted(id, encrypted(part), part.json().isEmpty() ? "" : content(part));
      case TOOL -> call(part, id, "completed", part.json());
      case TEXT, REFUSAL -> message(id, "completed", content(part));
    };
  }

  /** What stands inside a message or a summary, with the text so far. */
  static String content(Part part) {
    return content(part.kind(), part.json());
  }

  static String content(Kind kind, String json) {
    return switch (kind) {
      case REASONING -> "{\"type\":\"summary_text\",\"text\":\"%s\"}".formatted(json);
      case REFUSAL -> "{\"type\":\"refusal\",\"refusal\":\"%s\"}".formatted(json);
      case TEXT, TOOL ->
          "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"%s\"}"
              .formatted(json);
    };
  }

  private static String encrypted(Part part) {
    return part.signature().isEmpty()
        ? ""
        : "\"encrypted_content\":\"%s\",".formatted(part.signature());
  }

  private static String call(Part part, String id, String status, String arguments) {
    String callId = part.id().isEmpty() ? "" : "\"call_id\":\"%s\",".formatted(part.id());
    return ("{\"id\":\"%s\",\"type\":\"function_call\",\"status\":\"%s\",\"arguments\":\"%s\","
            + "%s\"name\":\"%s\"}")
        .formatted(id, status, arguments, callId, part.name());
  }

  private static String message(String id, String status, String content) {
    return ("{\"id\":\"%s\",\"type\":\"message\",\"status\":\"%s\",\"content\":[%s],"
            + "\"role\":\"assistant\"}")
        .formatted(id, status, content);
  }
}
