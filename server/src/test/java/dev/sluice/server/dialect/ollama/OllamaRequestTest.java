package dev.sluice.server.dialect.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.RefusedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaRequestTest {
  private static Asked asked(String json) {
    return new OllamaDialect().decode(json.getBytes(UTF_8), Limits.USUAL);
  }

  private static Asked with(String members) {
    return asked("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + members + "}");
  }

  private static Asked prompted(String members) {
    return asked("{\"prompt\":\"hi\"," + members + "}");
  }

  private static List<Message> messages(String list) {
    return asked("{\"messages\":[" + list + "]}").request().messages();
  }

  @Test
  void aPlainChatIsRead() {
    Asked asked =
        asked(
            """
            {"model":"fast:latest","messages":[{"role":"system","content":"Be terse."},
             {"content":"Why?","role":"user"}],
             "options":{"temperature":0.25,"top_p":1,"num_predict":9,"seed":-4.0,
              "stop":["a","b",""],"num_ctx":4096,"top_k":null},
             "stream":false,"keep_alive":"5m","think":"high","tools":null}
            """);
    assertThat(asked.model()).isEqualTo("fast");
    assertThat(asked.streamed()).isFalse();
    assertThat(asked.view()).isEqualTo(new OllamaView(false, "fast:latest", true));
    assertThat(asked.extra())
        .isEqualTo(
            Map.of("options", "{\"num_ctx\":4096}", "keep_alive", "\"5m\"", "think", "\"high\""));
    assertThat(asked.request())
        .isEqualTo(
            ChatRequest.builder()
                .system("Be terse.")
                .message(Message.user(Part.text("Why?")))
                .temperature(0.25)
                .topP(1)
                .maxTokens(9)
                .seed(-4)
                .stop("a", "b")
                .build());
  }

  @Test
  void aStreamIsWantedUnlessItIsNot() {
    assertThat(with("\"model\":\"m\"").streamed()).isTrue();
    assertThat(with("\"stream\":null").streamed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "fast, fast",
    "fast:latest, fast",
    "fast:8b, fast:8b",
    "openai/gpt-4o-mini, openai/gpt-4o-mini",
    "ollama/qwen3:latest, ollama/qwen3:latest",
  })
  void namesAreReadWithAndWithoutTheUsualTag(String said, String known) {
    assertThat(with("\"model\":\"" + said + "\"").model()).isEqualTo(known);
  }

  @Test
  void imagesAreKnownByTheirFirstBytes() {
    assertThat(
            messages(
                """
                {"role":"user","content":"Look","images":["iVBORw0K","/9j/4AAQ",
                 "data:image/gif;base64,R0lGODlh","UklGRg==","AAAA"]}
                """))
        .containsExactly(
            Message.user(
                Part.text("Look"),
                image("image/png", "iVBORw0K"),
                image("image/jpeg", "/9j/4AAQ"),
                image("image/gif", "R0lGODlh"),
                image("image/webp", "UklGRg=="),
                image("image/png", "AAAA")));
  }

  private static Part image(String type, String base64) {
    return new Media(Media.Kind.IMAGE, type, new Media.Inline(base64));
  }

  @Test
  void callsWithoutIdsAreGivenOnesAndResultsFindTheirs() {
    assertThat(
            messages(
                """
                {"role":"user","content":"Weather?"},
                {"role":"assistant","content":"","thinking":"Hm.","tool_calls":[
                 {"function":{"name":"look","arguments":{"at": "sea"}}},
                 {"type":"function","function":{"index":1,"name":"ask","arguments":{}}},
                 {"function":{"name":"look","arguments":"{\\"at\\":\\"sky\\"}"}}]},
                {"role":"tool","tool_name":"ask","content":"yes"},
                {"role":"tool","name":"look","content":"blue","images":["iVBORw0K"]},
                {"role":"tool","content":"grey"}
                """))
        .containsExactly(
            Message.user("Weather?"),
            new Message.Assistant(
                List.of(
                    new Part.Reasoning("Hm."),
                    new Part.ToolCall("call_unnamed_1", "look", "{\"at\": \"sea\"}"),
                    new Part.ToolCall("call_unnamed_2", "ask", "{}"),
                    new Part.ToolCall("call_unnamed_3", "look", "{\"at\":\"sky\"}"))),
            result("call_unnamed_2", "ask", Part.text("yes")),
            result("call_unnamed_1", "look", Part.text("blue"), image("image/png", "iVBORw0K")),
            result("call_unnamed_3", "", Part.text("grey")));
  }

  private static Message result(String id, String name, Part... parts) {
    return new Message.ToolResult(new Part.ToolResult(id, name, List.of(parts)));
  }

  @Test
  void idsOfCallsAreKept() {
    assertThat(
            messages(
                """
                {"role":"assistant","content":"So.","tool_calls":[
                 {"id":"a1","function":{"name":"look","arguments":{}}}]},
                {"role":"tool","tool_call_id":"a1","tool_name":"look","content":"x"},
                {"role":"assistant","tool_calls":[{"function":{"name":"look","arguments":null}}]},
                {"role":"tool","content":"y"},
                {"role":"tool","tool_name":"never","content":"z"}
                """))
        .containsExactly(
            new Message.Assistant(List.of(Part.text("So."), new Part.ToolCall("a1", "look", "{}"))),
            result("a1", "look", Part.text("x")),
            new Message.Assistant(List.of(new Part.ToolCall("call_unnamed_2", "look", "{}"))),
            result("call_unnamed_2", "", Part.text("y")),
            result("call_unnamed_3", "never", Part.text("z")));
  }

  @Test
  void toolsAndFormatsAreRead() {
    Asked asked =
        with(
            """
            "tools":[{"type":"function","function":{"name":"look","description":"d",
             "parameters":{"type":"object"}}}],"format":{"type":"object"}
            """);
    assertThat(asked.request().tools())
        .singleElement()
        .satisfies(tool -> assertThat(tool.name()).isEqualTo("look"));
    assertThat(asked.request().responseFormat())
        .isEqualTo(new ResponseFormat.JsonSchema("answer", "{\"type\":\"object\"}", false));
    assertThat(asked.extra()).isEmpty();
    assertThat(with("\"format\":\"json\"").request().responseFormat())
        .isEqualTo(new ResponseFormat.JsonObject());
    assertThat(with("\"format\":\"\"").request().responseFormat())
        .isEqualTo(new ResponseFormat.Text());
  }

  @Test
  void whatOllamaAloneKnowsGoesToOllamaAsItCame() {
    Asked asked = with("\"think\":false,\"truncate\":true,\"own\":[1, 2]");
    assertThat(asked.requestTo(List.of("ollama")).providerOptions("ollama"))
        .isEqualTo(Map.of("think", "false", "truncate", "true", "own", "[1, 2]"));
    assertThat(asked.requestTo(List.of()).providerOptions()).isEmpty();
    assertThat(asked.to(List.of()).dropped()).containsExactly("think", "truncate", "own");
    assertThat(asked.view()).isEqualTo(new OllamaView(false, "", false));
  }

  @Test
  void aCompletionIsAChatOfOneQuestion() {
    Asked asked =
        asked(
            """
            {"model":"m","prompt":"Why?","system":"Be terse.","images":["iVBORw0K"],
             "template":"{{ .Prompt }}","raw":false,"suffix":"","context":[],
             "options":{"num_predict":3}}
            """);
    assertThat(asked.view()).isEqualTo(new OllamaView(true, "m", true));
    assertThat(asked.streamed()).isTrue();
    assertThat(asked.dropped()).containsExactly("template");
    assertThat(asked.extra()).isEmpty();
    assertThat(asked.request())
        .isEqualTo(
            ChatRequest.builder()
                .system("Be terse.")
                .message(Message.user(Part.text("Why?"), image("image/png", "iVBORw0K")))
                .maxTokens(3)
                .build());
  }

  private static void assertRefused(String json, String param) {
    assertThatThrownBy(() -> asked(json))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.problem().status()).isEqualTo(400);
              assertThat(refused.problem().param()).isEqualTo(param);
            });
  }

  @Test
  void whatIsWrongIsNamed() {
    assertRefused("{}", "messages");
    assertRefused("{\"messages\":[]}", "messages");
    assertRefused("{\"prompt\":\"\"}", "messages");
    assertRefused("{\"messages\":{}}", "messages");
    assertRefused("{\"messages\":[{\"content\":\"x\"}]}", "messages[0].role");
    assertRefused("{\"messages\":[{\"role\":\"king\"}]}", "messages[0].role");
    assertRefused("{\"messages\":[{\"role\":\"user\",\"content\":1}]}", "messages[0].content");
    assertRefused(
        "{\"messages\":[{\"role\":\"user\",\"images\":[\"!\"]}]}", "messages[0].images[0]");
    assertRefused(
        "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{}}]}]}",
        "messages[0].tool_calls[0].function.name");
    assertRefused(
        "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"function\":"
            + "{\"name\":\"f\",\"arguments\":1}}]}]}",
        "messages[0].tool_calls[0].function.arguments");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"options\":[]|options",
        "\"options\":{\"temperature\":\"hot\"}|options.temperature",
        "\"options\":{\"temperature\":-1}|options.temperature",
        "\"options\":{\"seed\":1.5}|options.seed",
        "\"options\":{\"stop\":[1]}|options.stop[0]",
        "\"format\":\"xml\"|format",
        "\"format\":1|format",
        "\"think\":1|think",
        "\"stream\":\"no\"|stream",
        "\"model\":1|model",
        "\"base_url\":\"http://a.test\"|base_url",
      })
  void aWrongFieldIsNamed(String member, String param) {
    assertRefused("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + member + "}", param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"suffix\":\"}\"|suffix",
        "\"raw\":true|raw",
        "\"context\":[1,2]|context[0]",
        "\"images\":\"iVBO\"|images",
      })
  void whatWouldChangeTheMeaningOfACompletionIsRefused(String member, String param) {
    assertRefused("{\"prompt\":\"hi\"," + member + "}", param);
    assertThat(prompted("\"stream\":true").request().messages()).hasSize(1);
  }

  @Test
  void aRequestOfAnAgentsSizeIsRead() {
    String said = "{\"role\":\"user\",\"content\":\"" + "word ".repeat(100) + "\"},";
    String tool =
        "{\"type\":\"function\",\"function\":{\"name\":\"tool_%d\",\"description\":\""
            + "d".repeat(500)
            + "\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}},";
    StringBuilder tools = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      tools.append(tool.formatted(i));
    }
    tools.setLength(tools.length() - 1);
    Asked asked =
        asked(
            "{\"messages\":["
                + said.repeat(79)
                + "{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":["
                + tools
                + "]}");
    assertThat(asked.request().messages()).hasSize(80);
    assertThat(asked.request().tools()).hasSize(60);
    assertThat(asked.extra()).isEmpty();
    assertRefused(
        "{\"messages\":[" + said.repeat(Limits.USUAL.messages() + 1) + "]}",
        "messages[" + Limits.USUAL.messages() + "]");
  }
}
