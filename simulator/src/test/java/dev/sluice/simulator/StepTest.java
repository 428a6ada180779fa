package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each step, byte for byte. */
class StepTest {
  private static final String ENVELOPE =
      "{\"id\":\"chatcmpl-Simulated00000000000000000001\",\"object\":\"chat.completion.chunk\","
          + "\"created\":1767225600,\"model\":\"m\",\"service_tier\":\"default\","
          + "\"system_fingerprint\":\"fp_5117ce5117\",";

  /** Plays a script for one streaming request and gives the body, decoded from its chunks. */
  private static String play(String script) throws IOException {
    return new String(playBytes(script), StandardCharsets.UTF_8);
  }

  private static byte[] playBytes(String script) throws IOException {
    try (var simulator = Simulator.start(script);
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      return client.readChunks();
    }
  }

  private static String delta(String delta, String padding) {
    return "data: %s\"choices\":[{\"index\":0,\"delta\":%s,\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"%s\"}\n\n"
        .formatted(ENVELOPE, delta, padding);
  }

  @Test
  void aTextIsOneDelta() throws Exception {
    assertThat(play("text \"Hello\"")).isEqualTo(delta("{\"content\":\"Hello\"}", "sQ3yh"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text \"\" | {\"content\":\"\"}",
        "text \"a\\n\\\"\\\\\\t\\u0001\" | {\"content\":\"a\\n\\\"\\\\\\t\\u0001\"}",
        "text \"é漢😀\" | {\"content\":\"é漢😀\"}",
        "text \"\\ud83d\\ude00\" | {\"content\":\"😀\"}",
        "text \"\\ud83d\" | {\"content\":\"\\ud83d\"}",
        "text \"\\/\\b\\f\" | {\"content\":\"/\\u0008\\u000c\"}",
        "role | {\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}",
        "empty | {}",
        "reasoning \"Hm\" | {\"reasoning_content\":\"Hm\"}",
        "refusal \"No\" | {\"refusal\":\"No\"}",
        "tool 0 call_1 weather |"
            + " {\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}]}",
        "tool 1 - weather \"{}\" |"
            + " {\"tool_calls\":[{\"index\":1,\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]}",
        "args 0 \"{\\\"city\\\":\" |"
            + " {\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}]}",
      })
  void aDeltaIsAsTheProviderSendsIt(String step, String expected) throws Exception {
    assertThat(play(step))
        .startsWith(delta(expected, "").substring(0, delta(expected, "").length() - 4))
        .endsWith("\"}\n\n");
  }

  @Test
  void wordsAreOneDeltaEachAndJoinToTheText() throws Exception {
    assertThat(play("words \" two  words\\nand more \""))
        .isEqualTo(
            delta("{\"content\":\" two\"}", "Q3yhjo")
                + delta("{\"content\":\"  words\"}", "1Bs")
                + delta("{\"content\":\"\\nand\"}", "sQ3yh")
                + delta("{\"content\":\" more\"}", "sQ3yh")
                + delta("{\"content\":\" \"}", "hjoJbEFdT"));
  }

  @Test
  void aUsageChunkHasNoChoices() throws Exception {
    assertThat(play("usage 12 5 cached 8 reasoning 2"))
        .isEqualTo(
            "data: "
                + ENVELOPE
                + "\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":5,"
                + "\"total_tokens\":17,\"prompt_tokens_details\":{\"cached_tokens\":8,"
                + "\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":2,"
                + "\"audio_tokens\":0}}}\n\n");
  }

  @Test
  void aFinishCarriesItsReason() throws Exception {
    assertThat(play("finish tool_calls"))
        .isEqualTo(
            "data: "
                + ENVELOPE
                + "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,"
                + "\"finish_reason\":\"tool_calls\"}],\"usage\":null,"
                + "\"obfuscation\":\"yhjoJbEF\"}\n\n");
    assertThat(play("finish \"\"")).contains("\"finish_reason\":\"\"}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "done | data: [DONE]\\n\\n",
        "chunk {\"a\": 1} | data: {\"a\": 1}\\n\\n",
        "comment keep-alive | : keep-alive\\n\\n",
        "ping | : ping\\n\\n",
        "raw data: x\\r\\n\\x41\\t\\\\ | data: x\\r\\nA\\t\\\\",
        "error \"Too \\\"busy\\\"\" overloaded_error 529 |"
            + " data: {\"error\":{\"message\":\"Too"
            + " \\\"busy\\\"\",\"type\":\"overloaded_error\",\"param\":null,\"code\":\"529\"}}\\n\\n",
        "error \"Bad\" |"
            + " data: {\"error\":{\"message\":\"Bad\",\"type\":\"server_error\",\"param\":null,\"code\":null}}\\n\\n",
      })
  void whatIsNoDeltaGoesOutAsItIs(String step, String expected) throws Exception {
    String bytes =
        step.startsWith("raw")
            ? RawBytes.unescape(expected).toString()
            : expected.replace("\\n", "\n");
    assertThat(play(step)).isEqualTo(bytes);
  }

  @Test
  void rawBytesNeedNotBeUtf8() throws Exception {
    assertThat(playBytes("raw \\xff\\xC3é")).containsExactly(0xff, 0xC3, 0xC3, 0xA9);
    assertThat(playBytes("bom")).containsExactly(0xEF, 0xBB, 0xBF);
  }

  @Test
  void aMalformedEventIsWholeButItsJsonIsNot() throws Exception {
    assertThat(play("malformed"))
        .isEqualTo(
            "data: " + ENVELOPE + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"bro\n\n");
  }

  @Test
  void aHalfEventHasNoEndOfLine() throws Exception {
    assertThat(play("half\nfin".replace("fin", "end")))
        .isEqualTo("data: " + ENVELOPE + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"bro");
  }

  @Test
  void linesEndAsTheScriptSays() throws Exception {
    assertThat(play("eol crlf\ndone\neol cr\ndone\neol lf\ndone"))
        .isEqualTo("data: [DONE]\r\n\r\ndata: [DONE]\r\rdata: [DONE]\n\n");
  }

  @Test
  void aHugeDeltaIsOneLineOfLetters() throws Exception {
    int size = 20 << 20;
    String body = play("huge 20MB\ndone");
    assertThat(body.length())
        .isEqualTo(delta("{\"content\":\"\"}", "joJbEFdThU").length() + size + 14);
    assertThat(body.substring(0, body.length() - 14))
        .isEqualTo(delta("{\"content\":\"" + "a".repeat(size) + "\"}", "joJbEFdThU"));
  }

  @Test
  void anAnswerIsRoleWordsFinishUsageAndDone() throws Exception {
    assertThat(play("answer \"Hello, world\""))
        .isEqualTo(play("role\nwords \"Hello, world\"\nfinish stop\nusage 10 2\ndone\nend"));
  }

  @Test
  void repeatedStepsArePlayedThatOften() throws Exception {
    assertThat(
            play(
                """
                repeat 2 {
                  raw a
                  repeat 3 raw b
                  repeat 1 {
                    raw c
                  }
                }
                raw d
                """))
        .isEqualTo("abbbcabbbcd");
  }

  @Test
  void nothingIsInvented() throws Exception {
    assertThat(play("# only a comment and this\n\nraw x\n")).isEqualTo("x");
  }

  @Test
  void chunksAreAsLargeAsRealOnes() throws Exception {
    assertThat(play("text \" word\"").length()).isBetween(280, 360);
  }

  @Test
  void eachStepIsAChunkOfItsOwn() throws Exception {
    assertThat(chunks("raw ab\nraw cde")).containsExactly("ab", "cde", "");
  }

  @Test
  void aSplitCutsTheBodyIntoPieces() throws Exception {
    assertThat(chunks("split 2\nraw abcde\nraw f")).containsExactly("ab", "cd", "e", "f", "");
    assertThat(chunks("split at 1,4\nraw abc\nraw def")).containsExactly("a", "bc", "d", "ef", "");
    assertThat(chunks("split 1\nraw ab\nsplit off\nraw cd")).containsExactly("a", "b", "cd", "");
  }

  @Test
  void aRandomSplitIsTheSameEachTime() throws Exception {
    String script = "split random 1-5 seed 9\nraw abcdefghijklmnopqrstuvwxyz";
    List<String> pieces = chunks(script);
    assertThat(String.join("", pieces)).isEqualTo("abcdefghijklmnopqrstuvwxyz");
    assertThat(pieces.subList(0, pieces.size() - 1)).allMatch(p -> !p.isEmpty() && p.length() <= 5);
    assertThat(chunks(script)).isEqualTo(pieces);
    assertThat(chunks(script.replace("seed 9", "seed 10"))).isNotEqualTo(pieces);
  }

  @Test
  void joinedStepsAreOneChunk() throws Exception {
    assertThat(
            chunks("join 4\nraw ab\nraw cd\nraw e\nraw f\nwait 1ms\nraw g\njoin off\nraw h\nraw i"))
        .containsExactly("abcd", "ef", "g", "h", "i", "");
  }

  @Test
  void aTrickleSendsPieceByPiece() throws Exception {
    List<String> pieces = chunks("trickle 500/s\nraw " + "x".repeat(20) + "\ntrickle off\nraw yyy");
    assertThat(pieces).containsExactly("xxxxx", "xxxxx", "xxxxx", "xxxxx", "yyy", "");
  }

  private static List<String> chunks(String script) throws IOException {
    try (var simulator = Simulator.start(script);
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      var chunks = new ArrayList<String>();
      do {
        chunks.add(new String(client.readChunk(), StandardCharsets.UTF_8));
      } while (!chunks.getLast().isEmpty());
      return chunks;
    }
  }
}
