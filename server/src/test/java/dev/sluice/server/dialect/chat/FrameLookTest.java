package dev.sluice.server.dialect.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.dialect.Recorded;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A frame is seen alike whatever frames came before it. */
class FrameLookTest {
  private static final String HEAD = "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{";

  private static final List<String> FRAMES =
      List.of(
          HEAD + "\"content\":\"a\"}}]}",
          HEAD + "\"content\":\"\\\"error\\\":{\\\\\"}}]}",
          HEAD + "\"tool_calls\":[{\"index\":0}]}}]}",
          HEAD + "\"tool_calls\":[]}}],\"usage\":{\"a\":1}}",
          HEAD + "}}],\"error\":{\"message\":\"x\"}}",
          HEAD + "}}],\"error\":{}}",
          "{\"id\":\"c\",\"choices\":[],\"usage\":{}}",
          "{\"id\":\"c\",\"choices\":[ ],\"usage\":null}",
          "{\"id\":\"c\",\"choices\":[",
          "{\"id\":\"c\",\"error\":\"x\",\"choices\":[{}]}",
          "{\"usage\":{},\"id\":\"d\",\"choices\":[{\"delta\":{}}]}",
          "{\"usage\":{},\"id\":\"d\",\"choices\":[{\"delta\":{\"tool_calls\":[1]}}]}",
          "{\"choices\":[{\"error\":{\"a\":1}}]}",
          "{\"choices\":[{",
          "{",
          "",
          "[]",
          " \n{ \"choices\" : [ { \"delta\" : { \"tool_calls\" : [ { } ] } } ] }");

  @Test
  void aFrameIsSeenAsIfItWereTheFirst() {
    for (String before : FRAMES) {
      for (String frame : FRAMES) {
        FrameLook look = new FrameLook();
        see(look, before);
        assertThat(see(look, frame)).as("%s after %s", frame, before).isEqualTo(alone(frame));
        assertThat(see(look, before)).as("%s after %s", before, frame).isEqualTo(alone(before));
      }
    }
  }

  @Test
  void framesOfRecordedAnswersAreSeenAsIfTheyWereTheFirst() {
    Recorded.files(true)
        .forEach(
            file -> {
              FrameLook look = new FrameLook();
              for (Recorded.Frame frame : Recorded.frames(file)) {
                String data = new String(frame.data(), UTF_8);
                assertThat(see(look, data)).isEqualTo(alone(data));
              }
            });
  }

  @Test
  void whatAFrameSaysIsSeen() {
    assertThat(alone(FRAMES.get(0))).containsExactly("object");
    assertThat(alone(FRAMES.get(1))).containsExactly("object");
    assertThat(alone(FRAMES.get(2))).containsExactly("object", "calls");
    assertThat(alone(FRAMES.get(3))).containsExactly("object", "usage");
    assertThat(alone(FRAMES.get(4))).containsExactly("object", "error");
    assertThat(alone(FRAMES.get(5))).containsExactly("object");
    assertThat(alone(FRAMES.get(6))).containsExactly("object", "usage", "no choices");
    assertThat(alone(FRAMES.get(7))).containsExactly("object", "no choices");
    assertThat(alone(FRAMES.getLast())).containsExactly("object", "calls");
  }

  private static List<String> alone(String frame) {
    return see(new FrameLook(), frame);
  }

  private static List<String> see(FrameLook look, String frame) {
    byte[] bytes = ("\"}" + frame + "]}\"").getBytes(UTF_8);
    look.at(bytes, 2, bytes.length - 5);
    List<String> seen = new ArrayList<>();
    add(seen, look.isObject(), "object");
    add(seen, look.isError(), "error");
    add(seen, look.hasUsage(), "usage");
    add(seen, look.isWithoutChoices(), "no choices");
    add(seen, look.hasCalls(), "calls");
    return seen;
  }

  private static void add(List<String> seen, boolean is, String what) {
    if (is) {
      seen.add(what);
    }
  }
}
