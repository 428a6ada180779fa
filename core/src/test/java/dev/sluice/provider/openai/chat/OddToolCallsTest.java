package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The manners in which servers tell calls of tools, each seen somewhere. */
// Long because the manners are read side by side, and each with its neighbours.
class OddToolCallsTest {
  private static final String FINISH = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";

  /** The parts of a stream whose deltas have these lists of calls, with ' for quotes. */
  private static List<String> calls(String... lists) {
    return decoded(lists).parts();
  }

  private static Decoded decoded(String... lists) {
    List<String> payloads = new ArrayList<>();
    for (String list : lists) {
      payloads.add("{\"choices\":[{\"delta\":{\"tool_calls\":" + list.replace('\'', '"') + "}}]}");
    }
    payloads.add(FINISH);
    return Decoded.payloads(payloads);
  }

  // Names and ids that come late, or often.

  @Test
  void aNameMayComeInALaterPieceThanTheCall() {
    Decoded decoded =
        decoded(
            "[{'index':0,'id':'t','function':{'name':null,'arguments':''}}]",
            "[{'index':0,'function':{'arguments':'{\\'x\\':'}}]".replace("\\'", "\\\""),
            "[{'index':0,'function':{'name':'a'}}]",
            "[{'index':0,'function':{'arguments':'1}'}}]");
    assertThat(decoded.parts()).containsExactly("call t a {\"x\":1}");
    assertThat(decoded.all(StreamEvent.PartStarted.class))
        .as("it begins when its name is known")
        .containsExactly(new StreamEvent.PartStarted(0, new Part.ToolCall("t", "a", "")));
  }

  @Test
  void anIdMayComeInALaterPieceThanTheCall() {
    assertThat(
            calls(
                "[{'index':0,'function':{'name':'a','arguments':''}}]",
                "[{'index':0,'id':'t','function':{'arguments':'{'}}]",
                "[{'index':0,'id':'t','function':{'name':'a','arguments':'}'}}]"))
        .containsExactly("call t a {}");
  }

  @Test
  void aNameMayComeInPieces() {
    assertThat(
            calls(
                "[{'index':0,'id':'t','function':{'name':'get_'}}]",
                "[{'index':0,'function':{'name':'weather','arguments':''}}]",
                "[{'index':0,'function':{'arguments':'{}'}}]"))
        .containsExactly("call t get_weather {}");
  }

  @Test
  void aNameThatIsSaidWithEachPieceIsSaidOnce() {
    assertThat(
            calls(
                "[{'index':0,'id':'t','function':{'name':'read','arguments':''}}]",
                "[{'index':0,'id':'t','function':{'name':'read','arguments':'{'}}]",
                "[{'index':0,'function':{'name':'read','arguments':'}'}}]",
                "[{'index':0,'function':{'name':'read','arguments':''}}]"))
        .containsExactly("call t read {}");
  }

  @Test
  void theWordForNothingIsNoNameAndNoId() {
    assertThat(
            calls(
                "[{'index':0,'id':'t','type':'FUNCTION','function':{'name':'list','arguments':'{'}}]",
                "[{'index':0,'id':'null','type':'FUNCTION','function':{'name':'null','arguments':'}'}}]"))
        .containsExactly("call t list {}");
  }

  @Test
  void aCallThatIsNeverNamedIsToldAllTheSame() {
    assertThat(calls("[{'index':0,'id':'t','function':{'arguments':'{}'}}]"))
        .containsExactly("call t  {}");
  }

  @Test
  void whatIsHeldBackOfAnUnnamedCallHasABound() {
    String piece = "[{'index':0,'function':{'arguments':'" + "x".repeat(400_000) + "'}}]";
    assertThat(
            Decoded.prefix(
                    java.util.Collections.nCopies(
                        3,
                        "{\"choices\":[{\"delta\":{\"tool_calls\":"
                            + piece.replace('\'', '"')
                            + "}}]}"))
                .inStream())
        .isEqualTo(
            new Cause.Failed(
                new Failure.LimitExceeded(
                    "the arguments of tool calls without names", 1024 * 1024, "characters")));
  }

  // Indexes.

  @ParameterizedTest
  @ValueSource(strings = {"'index':0,", "'index':-1,", "'index':null,", ""})
  void wholeCallsWithOneIndexAndEmptyIdsAreSeveral(String index) {
    String first = "{" + index + "'id':'','function':{'name':'a','arguments':'{}'}}";
    String second = "{" + index + "'id':'','function':{'name':'b','arguments':'[]'}}";
    String third = "{" + index + "'id':'','function':{'name':'b','arguments':'[]'}}";
    String[] all = {"call  a {}", "call  b []", "call  b []"};
    assertThat(calls("[" + first + "]", "[" + second + "]", "[" + third + "]"))
        .containsExactly(all);
    assertThat(calls("[" + first + "," + second + "," + third + "]")).containsExactly(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'index':0,", "'index':-1,", ""})
  void callsThatComeInPiecesWithOneIndexAreToldApartByTheirIds(String index) {
    assertThat(
            calls(
                "[{" + index + "'id':'t-0','function':{'name':'a','arguments':'{'}}]",
                "[{" + index + "'function':{'arguments':'}'}}]",
                "[{" + index + "'id':'t-1','function':{'name':'a','arguments':'['}}]",
                "[{" + index + "'function':{'arguments':']'}}]"))
        .containsExactly("call t-0 a {}", "call t-1 a []");
  }

  @Test
  void callsThatBeginTogetherMayGoOnByTheirIdsAlone() {
    assertThat(
            calls(
                "[{'index':0,'id':'t-0','function':{'name':'a'}},{'index':1,'id':'t-1','function':{'name':'b'}}]",
                "[{'id':'t-1','function':{'arguments':'['}}]",
                "[{'id':'t-0','function':{'arguments':'{'}}]",
                "[{'id':'t-1','function':{'arguments':']'}},{'id':'t-0','function':{'arguments':'}'}}]"))
        .containsExactly("call t-0 a {}", "call t-1 b []");
  }

  @Test
  void piecesWithoutAnIndexGoOnWithTheCallThatGrewLast() {
    assertThat(
            calls(
                "[{'index':0,'id':'t-0','function':{'name':'a','arguments':'{}'}}]",
                "[{'index':1,'id':'t-1','function':{'name':'b'}}]",
                "[{'function':{'arguments':'['}}]",
                "[{'function':{'arguments':']'}}]"))
        .containsExactly("call t-0 a {}", "call t-1 b []");
  }

  @Test
  void oneCallUnderTwoIndexesWithOneIdIsOne() {
    assertThat(
            calls(
                "[{'index':0,'id':'L','function':{'name':'exec','arguments':''}}]",
                "[{'index':1,'id':'L','function':{'name':'exec','arguments':'{'}}]",
                "[{'index':1,'function':{'arguments':'}'}}]"))
        .containsExactly("call L exec {}");
    assertThat(
            calls(
                "[{'index':0,'id':'L','function':{'name':'exec','arguments':'{}'}}]",
                "[{'index':1,'id':'L','function':{'name':'exec','arguments':'{}'}}]",
                "[{'index':2,'id':'L','function':{'name':'exec','arguments':'{'}}]",
                "[{'index':2,'function':{'arguments':'}'}}]"))
        .as("said once more, at once and in pieces")
        .containsExactly("call L exec {}");
  }

  @Test
  void twoWholeCallsNeverBecomeOneEvenUnderOneId() {
    assertThat(
            calls(
                "[{'index':0,'id':'roll','function':{'name':'roll','arguments':'{\\'d\\':6}'}},{'index':1,'id':'roll','function':{'name':'roll','arguments':'{\\'d\\':20}'}}]"
                    .replace("\\'", "\\\"")))
        .containsExactly("call roll roll {\"d\":6}", "call roll roll {\"d\":20}");
    assertThat(
            calls(
                "[{'index':0,'id':'roll','function':{'name':'roll','arguments':'[6]'}}]",
                "[{'index':1,'id':'roll','function':{'name':'roll','arguments':'['}}]",
                "[{'index':1,'function':{'arguments':'20]'}}]"))
        .as("the second one begins like the first")
        .containsExactly("call roll roll [6]", "call roll roll [20]");
  }

  // Shapes.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"x\": 1} | {\"x\":1}",
        "{} | {}",
        "null | ``",
        "\"\" | ``",
        "[1] | [1]",
        "\"{}\" | {}"
      })
  void argumentsMayBeAnyJson(String arguments, String kept) {
    String call =
        "{\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"function\":{\"name\":\"a\",\"arguments\":"
            + arguments
            + "}}]}";
    String expected = "call t a " + kept;
    assertThat(Decoded.lines("{\"choices\":[{\"delta\":" + call + "}]}\n" + FINISH).parts())
        .containsExactly(expected);
    assertThat(
            Decoded.whole(
                    "{\"object\":\"chat.completion\",\"choices\":[{\"message\":"
                        + call
                        + ",\"finish_reason\":\"tool_calls\"}]}")
                .parts())
        .containsExactly(expected);
  }

  @Test
  void theOneFunctionCallOfOldServersIsACall() {
    Decoded streamed =
        Decoded.lines(
            """
            {"choices":[{"delta":{"role":"assistant","content":null,"function_call":{"name":"a","arguments":""}}}]}
            {"choices":[{"delta":{"function_call":{"arguments":"{\\"x\\":"}}}]}
            {"choices":[{"delta":{"function_call":{"arguments":"1}"}}}]}
            {"choices":[{"delta":{},"finish_reason":"function_call"}]}
            """);
    assertThat(streamed.parts()).containsExactly("call  a {\"x\":1}");
    assertThat(
            Decoded.whole(
                    """
                    {"object":"chat.completion","choices":[{"message":{"content":null,"function_call":{"name":"a","arguments":{"x":1}}},"finish_reason":"function_call"}]}
                    """)
                .parts())
        .containsExactly("call  a {\"x\":1}");
  }

  @Test
  void aCallUnderItsOldNameAndItsNewOneIsOne() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"function_call":{"name":"a","arguments":"{}"},"tool_calls":[{"index":0,"id":"t","function":{"name":"a","arguments":"{}"}}]}}]}
            {"choices":[{"delta":{"function_call":null,"content":""},"finish_reason":"tool_calls"}]}
            """);
    assertThat(decoded.parts()).containsExactly("call t a {}");
  }

  @Test
  void theInputOfACustomToolIsFreeText() {
    Decoded decoded =
        decoded(
            "[{'index':0,'id':'t','type':'custom','custom':{'name':'sql','input':'SELECT {'}}]",
            "[{'index':0,'custom':{'input':'} {}'}}]");
    Part.ToolCall call = decoded.reply().toolCalls().getFirst();
    assertThat(call.isFreeText()).isTrue();
    assertThat(call.name()).isEqualTo("sql");
    assertThat(call.arguments()).isEqualTo("SELECT {} {}");
  }

  @Test
  void aCallMayStandWithoutItsList() {
    assertThat(calls("{'id':'t','function':{'name':'a','arguments':'{}'}}"))
        .containsExactly("call t a {}");
  }

  @Test
  void aCallMayStandWithoutItsFunction() {
    assertThat(calls("[{'id':'t','name':'a','arguments':{'x':1}}]"))
        .containsExactly("call t a {\"x\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "'{}'"})
  void emptyArgumentsMayStandInForThoseThatFollow(String empty) {
    Decoded decoded =
        decoded(
            "[{'index':0,'id':'t','function':{'name':'a','arguments':" + empty + "}}]",
            "[{'index':0,'function':{'arguments':'{\\'x\\':'}}]".replace("\\'", "\\\""),
            "[{'index':0,'function':{'arguments':'1}'}}]",
            "[{'index':1,'id':'u','function':{'name':'b','arguments':" + empty + "}}]",
            "[{'index':2,'id':'v','function':{'name':'c','arguments':" + empty + "}}]");
    assertThat(decoded.parts()).containsExactly("call t a {\"x\":1}", "call u b {}", "call v c {}");
    assertThat(
            decoded
                .all(StreamEvent.ToolCallDelta.class)
                .filter(delta -> delta.part() == 0)
                .map(StreamEvent.ToolCallDelta::fragment))
        .as("live readers are not told them either")
        .containsExactly("{\"x\":", "1}");
  }

  @Test
  void argumentsThatAreSaidOnceMoreAreSaidOnce() {
    assertThat(
            calls(
                "[{'index':0,'id':'t','function':{'name':'a','arguments':''}}]",
                "[{'index':0,'function':{'arguments':'[1'}}]",
                "[{'index':0,'function':{'arguments':',2]'}}]",
                "[{'index':0,'function':{'arguments':'[1,2]'}}]"))
        .containsExactly("call t a [1,2]");
  }

  @Test
  void anEmptyCustomFieldBesideAFunctionMakesItNoFreeText() {
    Decoded decoded =
        decoded(
            "[{'index':0,'id':'t','type':'function','custom':{},'function':{'name':'a','arguments':'{}'}}]");
    assertThat(decoded.reply().toolCalls().getFirst().isFreeText()).isFalse();
    assertThat(decoded.parts()).containsExactly("call t a {}");
  }

  @Test
  void anEmptyPieceBehindAWholeCallIsNothing() {
    assertThat(
            calls(
                "[{'index':0,'id':'t','function':{'name':'a','arguments':'{}'}}]",
                "[{'index':0,'function':{'arguments':''}}]",
                "[{'index':0,'id':null,'function':{'name':null,'arguments':null}}]"))
        .containsExactly("call t a {}");
  }

  // All manners of numbering, cut anywhere.

  private enum Manner {
    BY_INDEX,
    BY_INDEX_WITH_ALL,
    BY_ID_AT_ONE_INDEX,
    BY_ID_WITHOUT_INDEX,
    BY_INDEX_WITHOUT_ID,
    ONE_AFTER_THE_OTHER,
    ONE_AFTER_THE_OTHER_WITHOUT_ANYTHING
  }

  private record Wanted(String name, String arguments) {}

  @Test
  void inWhateverMannerCallsAreCutIntoPiecesTheyAreTheSame() {
    for (int seed = 0; seed < 700; seed++) {
      Random random = new Random(seed);
      Manner manner = Manner.values()[seed % Manner.values().length];
      List<Wanted> wanted = new ArrayList<>();
      for (int i = 0, count = 1 + random.nextInt(4); i < count; i++) {
        wanted.add(
            new Wanted(
                List.of("read", "write", "list").get(random.nextInt(3)),
                List.of("{}", "{\"a\":\"}{\\\"\"}", "[[1,2],{\"b\":[]}]", "{\"q\":\"é😀\\\\\"}")
                    .get(random.nextInt(4))));
      }
      List<String> expected = new ArrayList<>();
      boolean ids =
          manner != Manner.BY_INDEX_WITHOUT_ID
              && manner != Manner.ONE_AFTER_THE_OTHER_WITHOUT_ANYTHING;
      for (int i = 0; i < wanted.size(); i++) {
        expected.add(
            "call %s %s %s"
                .formatted(ids ? "t-" + i : "", wanted.get(i).name, wanted.get(i).arguments));
      }
      List<String> pieces = pieces(manner, wanted, random);
      assertThat(calls(pieces.toArray(String[]::new)))
          .as("%s, seed %d, %s", manner, seed, pieces)
          .containsExactlyElementsOf(expected);
    }
  }

  private static List<String> pieces(Manner manner, List<Wanted> wanted, Random random) {
    List<String> pieces = new ArrayList<>();
    int[] at = new int[wanted.size()];
    boolean turns =
        manner != Manner.ONE_AFTER_THE_OTHER
            && manner != Manner.ONE_AFTER_THE_OTHER_WITHOUT_ANYTHING;
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (turns) {
        pieces.add(piece(manner, i, wanted.get(i), ""));
        open.add(i);
      }
    }
    for (int i = 0; !turns && i < wanted.size(); i++) {
      pieces.add(piece(manner, i, wanted.get(i), ""));
      while (at[i] < wanted.get(i).arguments.length()) {
        pieces.add(next(manner, i, wanted.get(i), at, random));
      }
    }
    while (!open.isEmpty()) {
      int i = open.get(random.nextInt(open.size()));
      if (at[i] == wanted.get(i).arguments.length()) {
        open.removeIf(one -> one == i);
      } else {
        pieces.add(next(manner, i, wanted.get(i), at, random));
      }
    }
    return pieces;
  }

  private static String next(Manner manner, int i, Wanted call, int[] at, Random random) {
    int from = at[i];
    at[i] = Math.min(call.arguments.length(), from + 1 + random.nextInt(6));
    return piece(manner, i, call, call.arguments.substring(from, at[i]), from);
  }

  private static String piece(Manner manner, int i, Wanted call, String arguments) {
    return piece(manner, i, call, arguments, -1);
  }

  private static String piece(Manner manner, int i, Wanted call, String arguments, int from) {
    boolean first = from < 0;
    String index =
        switch (manner) {
          case BY_INDEX, BY_INDEX_WITH_ALL, BY_INDEX_WITHOUT_ID -> "\"index\":" + i + ",";
          case BY_ID_AT_ONE_INDEX, ONE_AFTER_THE_OTHER -> "\"index\":0,";
          case BY_ID_WITHOUT_INDEX, ONE_AFTER_THE_OTHER_WITHOUT_ANYTHING -> "";
        };
    boolean hasId =
        switch (manner) {
          case BY_INDEX, ONE_AFTER_THE_OTHER -> first;
          case BY_INDEX_WITH_ALL, BY_ID_AT_ONE_INDEX, BY_ID_WITHOUT_INDEX -> true;
          case BY_INDEX_WITHOUT_ID, ONE_AFTER_THE_OTHER_WITHOUT_ANYTHING -> false;
        };
    String id = hasId ? "\"id\":\"t-" + i + "\"," : "";
    boolean named = first || manner == Manner.BY_INDEX_WITH_ALL;
    String name = named ? "\"name\":\"" + call.name + "\"," : "";
    StringBuilder quoted = new StringBuilder();
    for (int at = 0; at < arguments.length(); at++) { // Half a character may stand alone.
      char c = arguments.charAt(at);
      quoted.append(plain(c) ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return "[{" + index + id + "\"function\":{" + name + "\"arguments\":\"" + quoted + "\"}}]";
  }

  private static boolean plain(char c) {
    return c < 128 && c != '"' && c != '\\';
  }

  /** With each piece the whole name is told. */
  @Test
  void aNameThatComesInPiecesHasABound() {
    String piece =
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"%s\"}}]}}]}";
    assertThat(
            Decoded.prefix(
                    java.util.List.of(
                        piece.formatted("a".repeat(ToolCall.MAX_NAME)), piece.formatted("b")))
                .inStream())
        .isEqualTo(
            new Cause.Failed(
                new Failure.LimitExceeded(
                    "the name of a tool call", ToolCall.MAX_NAME, "characters")));
  }
}
