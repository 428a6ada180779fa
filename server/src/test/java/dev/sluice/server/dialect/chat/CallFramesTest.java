package dev.sluice.server.dialect.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.dialect.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames tell clients apart which calls there are, however their server numbers them. */
class CallFramesTest {
  private final FrameLook look = new FrameLook();
  private final CallFrames frames = new CallFrames();

  private String told(String frame) {
    byte[] bytes = ("xx" + frame + "yy").getBytes(UTF_8);
    look.at(bytes, 2, bytes.length - 4);
    Bytes out = new Bytes();
    frames.put(look, bytes, 2, bytes.length - 4, out);
    return out.toString();
  }

  private static String frame(String... calls) {
    return "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":["
        + String.join(",", calls)
        + "]},\"finish_reason\":null}]}";
  }

  private static String call(String index, String id, String name, String arguments) {
    List<String> members = new ArrayList<>();
    if (!index.isEmpty()) {
      members.add("\"index\":" + index);
    }
    if (!id.isEmpty()) {
      members.add("\"id\":\"" + id + "\"");
    }
    String named = name.isEmpty() ? "" : "\"name\":\"" + name + "\",";
    members.add("\"function\":{" + named + "\"arguments\":\"" + arguments + "\"}");
    return "{" + String.join(",", members) + "}";
  }

  private static String end(String reason) {
    return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
  }

  @Test
  void callsThatAreNumberedStayAsTheyCame() {
    for (String frame :
        List.of(
            frame(call("0", "a", "f", ""), call("1", "b", "g", "")),
            frame(call("0", "", "", "{}")),
            frame(call("1", "", "", "{}")),
            frame(call("0", "a", "f", "")),
            "{ \"choices\" : [ { \"delta\" : { \"tool_calls\" : [ { \"index\" : 2 , \"id\" : \"c\" ,"
                + " \"function\" : { \"name\" : \"h\" } } ] } } ] }",
            end("tool_calls"),
            end("length"))) {
      assertThat(told(frame)).isEqualTo(frame);
    }
  }

  @Test
  void anIndexThatIsTakenByAnotherCallIsTheNextOne() {
    assertThat(told(frame(call("0", "a", "f", "{}")))).isEqualTo(frame(call("0", "a", "f", "{}")));
    assertThat(told(frame(call("0", "b", "g", "{")))).isEqualTo(frame(call("1", "b", "g", "{")));
    assertThat(told(frame(call("0", "", "", "}")))).isEqualTo(frame(call("1", "", "", "}")));
    assertThat(told(frame(call("0", "c", "f", "{}"), call("0", "d", "f", "{}"))))
        .isEqualTo(frame(call("2", "c", "f", "{}"), call("3", "d", "f", "{}")));
    assertThat(told(frame(call("0", "a", "", "")))).isEqualTo(frame(call("0", "a", "", "")));
  }

  @Test
  void callsWithoutAnIndexAreGivenOne() {
    assertThat(told(frame(call("", "a", "f", "{}")))).isEqualTo(frame(call("0", "a", "f", "{}")));
    assertThat(told(frame(call("", "b", "f", "{"), call("null", "c", "g", "{}"))))
        .isEqualTo(frame(call("1", "b", "f", "{"), call("2", "c", "g", "{}")));
    assertThat(told(frame(call("", "b", "", "}")))).isEqualTo(frame(call("1", "b", "", "}")));
    assertThat(told(frame(call("", "", "", " ")))).isEqualTo(frame(call("1", "", "", " ")));
  }

  @Test
  void piecesOfOneCallThatHaveIdsOfTheirOwnStayOneCall() {
    assertThat(told(frame(call("0", "a", "f", "{")))).isEqualTo(frame(call("0", "a", "f", "{")));
    assertThat(told(frame(call("0", "b", "", "}")))).isEqualTo(frame(call("0", "b", "", "}")));
  }

  @Test
  void anAnswerThatCallsHasNotStopped() {
    assertThat(told(end("stop"))).isEqualTo(end("stop"));
    assertThat(told(frame(call("0", "a", "f", "{}")))).contains("\"a\"");
    assertThat(told(end("stop"))).isEqualTo(end("tool_calls"));
    assertThat(told(end("stopped"))).isEqualTo(end("stopped"));
  }

  @Test
  void oneFrameMayBeAllOfIt() {
    assertThat(
            told(
                "{\"choices\":[{\"finish_reason\":\"stop\",\"delta\":{\"tool_calls\":[{\"id\":\"a\","
                    + "\"function\":{\"name\":\"f\",\"arguments\":{\"index\":7,\"id\":[1]}}}]}}]}"))
        .isEqualTo(
            "{\"choices\":[{\"finish_reason\":\"tool_calls\",\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\","
                + "\"function\":{\"name\":\"f\",\"arguments\":{\"index\":7,\"id\":[1]}}}]}}]}");
  }

  /** Each piece may have another one, and there may be millions. */
  @Test
  void ofPiecesWithIdsOfTheirOwnSoManyAreRememberedAndNoMore() {
    assertThat(told(frame(call("0", "a", "f", "{")))).isEqualTo(frame(call("0", "a", "f", "{")));
    for (int i = 0; i < 5000; i++) {
      String piece = frame(call("0", "p" + i, "", ""));
      assertThat(told(piece)).isEqualTo(piece);
    }
    assertThat(told(frame(call("1", "p4000", "", "}"))))
        .isEqualTo(frame(call("0", "p4000", "", "}")));
    assertThat(told(frame(call("2", "p4999", "", "}"))))
        .isEqualTo(frame(call("2", "p4999", "", "}")));
  }

  @Test
  void ofPiecesWithoutAnIndexSoManyAreLookedAtInAFrame() {
    String[] pieces = new String[5000];
    Arrays.fill(pieces, call("", "", "", "x"));
    pieces[0] = call("", "a", "f", "");
    String told = told(frame(pieces));
    assertThat(told.split("\"index\":0,\"function", -1)).hasSize(4096);
    assertThat(told).endsWith(call("", "", "", "x") + "]},\"finish_reason\":null}]}");
  }

  @Test
  void whatIsNoNumberStaysAsItCame() {
    for (String index : List.of("\"0\"", "-1", "0.5", "1e3", "4096", "99999999999999999999")) {
      String frame = frame(call(index, "a", "f", "{}"));
      assertThat(told(frame)).isEqualTo(frame);
    }
  }
}
