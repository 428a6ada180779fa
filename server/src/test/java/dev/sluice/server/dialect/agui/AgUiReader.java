package dev.sluice.server.dialect.agui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.json.JsonReader;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a client makes of events, which have to come in order.
 *
 * @param open what has been opened and not closed
 */
record AgUiReader(String text, String thoughts, List<String> calls, Set<String> open, String end) {

  static AgUiReader of(List<String> events) {
    StringBuilder text = new StringBuilder();
    StringBuilder thoughts = new StringBuilder();
    Map<String, StringBuilder> calls = new LinkedHashMap<>();
    Set<String> open = new TreeSet<>();
    String end = "";
    for (String event : events) {
      Map<String, String> members = members(event);
      String type = members.getOrDefault("type", "");
      String id =
          members.getOrDefault(
              "messageId",
              members.getOrDefault("toolCallId", members.getOrDefault("stepName", "")));
      assertThat(end).as(event).isEmpty();
      switch (type) {
        case "TEXT_MESSAGE_START", "REASONING_START", "REASONING_MESSAGE_START", "STEP_STARTED" ->
            assertThat(open.add(kind(type) + id)).as(event).isTrue();
        case "TOOL_CALL_START" -> {
          assertThat(open.add(kind(type) + id)).as(event).isTrue();
          calls.put(id, new StringBuilder(members.get("toolCallName")).append(' '));
        }
        case "TEXT_MESSAGE_END",
            "REASONING_END",
            "REASONING_MESSAGE_END",
            "STEP_FINISHED",
            "TOOL_CALL_END" ->
            assertThat(open.remove(kind(type) + id)).as(event).isTrue();
        case "TEXT_MESSAGE_CONTENT" -> {
          assertThat(open).as(event).contains(kind(type) + id);
          text.append(members.get("delta"));
        }
        case "REASONING_MESSAGE_CONTENT" -> {
          assertThat(open).as(event).contains(kind(type) + id);
          thoughts.append(members.get("delta"));
        }
        case "TOOL_CALL_ARGS" -> Objects.requireNonNull(calls.get(id)).append(members.get("delta"));
        case "RUN_FINISHED", "RUN_ERROR" -> end = type;
        default -> {}
      }
    }
    List<String> whole = calls.values().stream().map(StringBuilder::toString).toList();
    return new AgUiReader(text.toString(), thoughts.toString(), whole, open, end);
  }

  private static String kind(String type) {
    return type.substring(0, type.lastIndexOf('_')) + " ";
  }

  private static Map<String, String> members(String data) {
    byte[] bytes = data.getBytes(UTF_8);
    Map<String, String> members = new HashMap<>();
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      assertThat(json.enterObject()).as(data).isTrue();
      for (String name; (name = json.nextName()) != null; ) {
        members.put(name, json.isText() ? json.text() : json.json());
      }
      json.finish();
    }
    return new HashMap<>(members);
  }
}
