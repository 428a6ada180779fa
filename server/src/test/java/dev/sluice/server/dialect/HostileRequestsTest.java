package dev.sluice.server.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.agui.AgUiDialect;
import dev.sluice.server.dialect.aisdk.UiMessagesDialect;
import dev.sluice.server.dialect.anthropic.MessagesDialect;
import dev.sluice.server.dialect.chat.ChatDialect;
import dev.sluice.server.dialect.gemini.GenerateContentDialect;
import dev.sluice.server.dialect.ollama.OllamaDialect;
import dev.sluice.server.dialect.responses.ResponsesDialect;
import dev.sluice.server.dialect.runs.RunsDialect;
import java.util.Base64;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may send, whatever it means by it. */
class HostileRequestsTest {
  private static final String LONG = "n".repeat(Bounds.MAX_NAME + 1);

  /** Of each of which there are more than any request has. */
  private static final int MANY = 100_000;

  private static final String USER = "{\"role\":\"user\",\"content\":\"x\"}";

  private static Asked decode(Dialect dialect, String body) {
    return dialect.decode(Head.SILENT, body.getBytes(UTF_8), Limits.USUAL);
  }

  private static String list(int count, IntFunction<String> one) {
    return IntStream.range(0, count).mapToObj(one).collect(Collectors.joining(",", "[", "]"));
  }

  // What was given out comes back.

  private static String proof(String json) {
    return "sluice." + Base64.getUrlEncoder().encodeToString(json.getBytes(UTF_8));
  }

  private static String withField(String value) {
    JsonWriter json = new JsonWriter().object().put("call", "c").array("data").object();
    return json.put("of", "openai")
        .object("fields")
        .put("item", value)
        .end()
        .end()
        .end()
        .end()
        .text();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "no json", "{", "{}{}", "\"", "[1"})
  void aProofWhoseFieldsAreNoJsonIsNone(String value) {
    assertThat(Proof.read(proof(withField(value)))).isEmpty();
    assertThat(Proof.read(proof(withField("{\"type\":\"x\"}")))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"cipher\":\"\\ud800\"}",
        "{\"model\":\"a/\\udc00\"}",
        "{\"cipher\":\"a\"",
        "{\"cipher\":\"a\",\"cipher\":\"b\"}",
        "{} {}",
        ""
      })
  void aProofThatWeCannotHaveMadeIsNone(String json) {
    assertThat(Proof.read(proof(json))).isEmpty();
  }

  @Test
  void aProofOfALongNameOfAModelIsNone() {
    assertThat(Proof.read(proof("{\"model\":\"" + LONG + "\",\"cipher\":\"a\"}"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no json", "{", "\\ud800"})
  void ofAnAgentsSealTheSameHolds(String field) {
    String seal =
        "{\"v\":1,\"k\":\"assistant\",\"c\":[{\"k\":\"reasoning\",\"s\":\"t\",\"g\":\"sig\",\"d\":{\"o\":"
            + "\"openai\",\"f\":{\"item\":\""
            + field
            + "\"}}}]}";
    Asked asked =
        decode(
            new AgUiDialect(),
            "{\"messages\":[{\"role\":\"reasoning\",\"content\":\"hm\",\"encryptedValue\":"
                + JsonWriter.quoted(seal)
                + "},{\"role\":\"assistant\",\"content\":\"a\"},"
                + USER
                + "]}");
    assertThat(asked.request().messages().getFirst())
        .isEqualTo(new Message.Assistant(List.of(new Part.Reasoning("hm"), Part.text("a"))));
  }

  @Test
  void aMessageInTheCodecsFormWhoseDataAreNoJsonIsRefused() {
    assertRefused(
        new RunsDialect(),
        "{\"messages\":[{\"k\":\"assistant\",\"c\":[{\"k\":\"tool_call\",\"i\":\"c\",\"n\":\"a\",\"d\":"
            + "{\"o\":\"openai\",\"f\":{\"item\":\"no json\"}}}]},"
            + USER
            + "]}",
        "is no JSON");
  }

  // Names.

  enum Named {
    CHAT(
        new ChatDialect(),
        "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"%s\"}}]},"
            + USER
            + "]}"),
    RESPONSES(
        new ResponsesDialect(),
        "{\"input\":[{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"%s\"},"
            + USER
            + "]}"),
    MESSAGES(
        new MessagesDialect(),
        "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"%s\"}]},"
            + USER
            + "]}"),
    GEMINI(
        new GenerateContentDialect(),
        "{\"contents\":[{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"%s\"}}]}]}"),
    OLLAMA(
        new OllamaDialect(),
        "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"%s\"}}]},"
            + USER
            + "]}"),
    AI_SDK(
        new UiMessagesDialect(),
        "{\"messages\":[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool-%s\",\"toolCallId\":\"c\",\"state\":"
            + "\"output-available\",\"output\":1}]}]}"),
    AI_SDK_MODEL(
        new UiMessagesDialect(),
        "{\"messages\":[{\"role\":\"assistant\",\"metadata\":{\"answeredBy\":\"%s\"},\"parts\":[{\"type\":\"text\","
            + "\"text\":\"a\"}]}]}"),
    AG_UI(
        new AgUiDialect(),
        "{\"messages\":[{\"role\":\"assistant\",\"toolCalls\":[{\"id\":\"c\",\"function\":{\"name\":\"%s\"}}]},"
            + "{\"role\":\"tool\",\"toolCallId\":\"c\",\"content\":\"r\"}]}"),
    TOOLS(
        new ChatDialect(),
        "{\"messages\":["
            + USER
            + "],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"%s\"}}]}"),
    ITEM(
        new ResponsesDialect(),
        "{\"input\":[{\"type\":\"reasoning\",\"id\":\"%s\",\"summary\":[]}," + USER + "]}"),
    PHASE(
        new ResponsesDialect(),
        "{\"input\":[{\"role\":\"assistant\",\"phase\":\"%s\",\"content\":\"a\"}," + USER + "]}"),
    NAMESPACE(
        new ResponsesDialect(),
        "{\"input\":\"x\",\"tools\":[{\"type\":\"namespace\",\"name\":\"%s\",\"tools\":[]}]}");

    @SuppressWarnings("ImmutableEnumChecker") // Dialects have no state.
    private final Dialect dialect;

    private final String body;

    Named(Dialect dialect, String body) {
      this.dialect = dialect;
      this.body = body;
    }
  }

  /** It would come to stand in many places. */
  @ParameterizedTest
  @EnumSource
  void aNameThatIsLongerThanAnyIsRefused(Named named) {
    assertThat(decode(named.dialect, named.body.formatted("a")).request().messages()).isNotEmpty();
    assertRefused(named.dialect, named.body.formatted(LONG), "at most 512 characters");
  }

  static Stream<Dialect> passingFieldsOn() {
    return Stream.of(
        new ChatDialect(),
        new ResponsesDialect(),
        new MessagesDialect(),
        new GenerateContentDialect(),
        new OllamaDialect());
  }

  /** A server in Go takes it for model, and the key may be for another one alone. */
  @ParameterizedTest
  @MethodSource("passingFieldsOn")
  void noFieldThatIsPassedOnNamesAnotherModel(Dialect dialect) {
    String own =
        switch (dialect.name()) {
          case "openai.responses" -> "\"input\":\"x\"";
          case "gemini.generate_content" -> "\"contents\":\"x\"";
          default -> "\"messages\":[" + USER + "]";
        };
    assertThat(decode(dialect, "{" + own + ",\"model\":\"a\",\"modelx\":\"b\"}").extra())
        .containsOnlyKeys("modelx");
    for (String name : List.of("Model", "MODEL", "mOdel", "\\u004dodel")) {
      assertRefused(
          dialect, "{" + own + ",\"model\":\"a\",\"" + name + "\":\"b\"}", "is said by model");
    }
  }

  // Many.

  enum Many {
    TEXTS(
        new MessagesDialect(),
        "{\"messages\":[{\"role\":\"user\",\"content\":[%s]}]}",
        "{\"type\":\"text\",\"text\":\"a\"}",
        "parts of messages"),
    CALLS(
        new ChatDialect(),
        "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[%s]}]}",
        "{\"id\":\"\",\"function\":{\"name\":\"a\"}}",
        "parts of messages"),
    IN_A_RESULT(
        new ResponsesDialect(),
        "{\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":[%s]}]}",
        "{\"type\":\"input_text\",\"text\":\"a\"}",
        "parts of messages"),
    STEPS(
        new UiMessagesDialect(),
        "{\"messages\":[{\"role\":\"assistant\",\"parts\":[%s]}]}",
        "{\"type\":\"step-start\"},{\"type\":\"text\",\"text\":\"a\"}",
        "parts of messages"),
    TOOLS(
        new AgUiDialect(),
        "{\"messages\":[" + USER + "],\"tools\":[%s]}",
        "{\"name\":\"a\"}",
        "tools"),
    STOPS(
        new OllamaDialect(),
        "{\"messages\":[" + USER + "],\"options\":{\"stop\":[%s]}}",
        "\"a\"",
        "texts to stop at"),
    FIELDS(
        new ChatDialect(),
        "{\"messages\":[" + USER + "],%s}",
        "\"#\":1",
        "fields that have no other form");

    @SuppressWarnings("ImmutableEnumChecker") // Dialects have no state.
    private final Dialect dialect;

    private final String body;
    private final String one;
    private final String what;

    Many(Dialect dialect, String body, String one, String what) {
      this.dialect = dialect;
      this.body = body;
      this.one = one;
      this.what = what;
    }

    private String of(int count) {
      return body.formatted(
          IntStream.range(0, count)
              .mapToObj(i -> one.replace("#", "y" + i))
              .collect(Collectors.joining(",")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void moreThanAnyClientSaysIsRefused(Many many) {
    assertThat(decode(many.dialect, many.of(1000)).request().messages()).isNotEmpty();
    assertRefused(many.dialect, many.of(MANY), many.what + ": leave out");
  }

  @Test
  void whatListsHoldIsRefusedBeforeItIsGathered() {
    int many = RequestJson.MAX_ELEMENTS + 1;

    assertRefused(Many.STOPS.dialect, Many.STOPS.of(many), "elements of lists");
    assertRefused(Many.CALLS.dialect, Many.CALLS.of(many), RequestJson.MAX_NAMES + " fields");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"metadata\":{%s}}", "{\"messages\":[{\"x\":[{%s}]}]}", "{%s}"})
  void fieldsAreRefusedBeforeAllAreHeldWhereverTheyStand(String body) {
    String fields =
        IntStream.rangeClosed(0, RequestJson.MAX_NAMES)
            .mapToObj(i -> "\"y" + i + "\":1")
            .collect(Collectors.joining(","));

    assertRefused(new ChatDialect(), body.replace("%s", fields), RequestJson.MAX_NAMES + " fields");
  }

  @Test
  void whatMeansNothingIsNamedOnceAndNotForEver() {
    String parts = list(Limits.PARTS, i -> "{\"text\":\"a\",\"x" + i + "\":1}");
    Asked asked =
        decode(
            new GenerateContentDialect(),
            "{\"contents\":[{\"parts\":" + parts + "}],\"y\":1,\"tools\":[{\"x\":1},{\"x\":1}]}");

    assertThat(asked.dropped()).hasSizeLessThan(1000).contains("contents[0].parts[0].x0");
    assertThat(asked.to(List.of()).dropped()).doesNotHaveDuplicates().contains("y", "tools.x");
  }

  private static void assertRefused(Dialect dialect, String body, String why) {
    assertThatThrownBy(() -> decode(dialect, body))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(why);
  }
}
