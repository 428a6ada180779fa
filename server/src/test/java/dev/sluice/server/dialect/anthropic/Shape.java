package dev.sluice.server.dialect.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.json.JsonReader;
import dev.sluice.server.dialect.Recorded.Frame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What clients take for granted of the order of events. */
final class Shape {
  private Shape() {}

  /** Checks the events of one message. */
  static void check(List<Frame> events) {
    List<String> told = new ArrayList<>();
    Set<Long> open = new HashSet<>();
    long next = 0;
    for (Frame event : events) {
      told.add(event.type() + " " + new String(event.data(), UTF_8));
      String type = event.type();
      assertThat(typeOf(event)).isEqualTo(type);
      boolean first = told.size() == 1;
      assertThat(type.equals("message_start") || (first && type.equals("error")))
          .as("%s", told)
          .isEqualTo(first);
      switch (type) {
        case "content_block_start" -> {
          assertThat(index(event)).as("%s", told).isEqualTo(next);
          open.add(next++);
        }
        case "content_block_delta" -> assertThat(open).as("%s", told).contains(index(event));
        case "content_block_stop" -> assertThat(open.remove(index(event))).as("%s", told).isTrue();
        case "message_delta" -> assertThat(open).as("%s", told).isEmpty();
        case "message_start", "message_stop", "error" -> {}
        default -> throw new AssertionError("unknown: " + told);
      }
    }
    assertThat(events.getLast().type()).as("%s", told).isIn("message_stop", "error");
  }

  private static long index(Frame event) {
    return member(event, "index").isEmpty() ? -1 : Long.parseLong(member(event, "index"));
  }

  private static String typeOf(Frame event) {
    return member(event, "type");
  }

  private static String member(Frame event, String name) {
    try (JsonReader json = new JsonReader(event.data(), 0, event.data().length)) {
      json.enterObject();
      for (String member; (member = json.nextName()) != null; ) {
        if (member.equals(name)) {
          return json.text();
        }
        json.skip();
      }
    }
    return "";
  }
}
