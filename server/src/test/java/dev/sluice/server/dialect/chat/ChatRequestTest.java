package dev.sluice.server.dialect.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.ToolChoice;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.RefusedException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestTest {
  private static Asked asked(String json) {
    return new ChatDialect().decode(json.getBytes(UTF_8), Limits.USUAL);
  }

  /** With a message, and these members. */
  private static Asked with(String members) {
    return asked("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + members + "}");
  }

  private static List<Message> messages(String list) {
    return asked("{\"messages\":[" + list + "]}").request().messages();
  }

  private static List<Part> content(String parts) {
    return ((Message.User) messages("{\"role\":\"user\",\"content\":[" + parts + "]}").getFirst())
        .parts();
  }

  @Test
  void aPlainRequestIsRead() {
    Asked asked =
        asked(
            """
            {"model":"fast","messages":[{"role":"system","content":"Be terse."},
             {"content":[{"type":"text","text":"Why "},{"type":"text","text":"?"}],"role":"user"}],
             "temperature":0.25,"top_p":1,"max_completion_tokens":9,"seed":-4,"stop":["a","b"],
             "stream":true,"stream_options":{"include_usage":true},"n":1,"background":true,
             "user":null}
            """);
    assertThat(asked.model()).isEqualTo("fast");
    assertThat(asked.streamed()).isTrue();
    assertThat(asked.background()).isTrue();
    assertThat(asked.view()).isEqualTo(new ChatView(true));
    assertThat(asked.extra()).isEmpty();
    assertThat(asked.request())
        .isEqualTo(
            ChatRequest.builder()
                .system("Be terse.")
                .message(Message.user(Part.text("Why "), Part.text("?")))
                .temperature(0.25)
                .topP(1)
                .maxTokens(9)
                .seed(-4)
                .stop("a", "b")
                .build());
  }

  @Test
  void aDeveloperIsASystem() {
    assertThat(messages("{\"role\":\"developer\",\"content\":\"a\"}"))
        .containsExactly(Message.system("a"));
  }

  @Test
  void picturesSoundAndFilesAreRead() {
    assertThat(
            content(
                """
                {"type":"image_url","image_url":{"url":"https://a.test/b.png","detail":"low"}},
                {"image_url":{"url":"data:image/PNG;base64,AAAA"},"type":"image_url"},
                {"type":"input_audio","input_audio":{"data":"BBBB","format":"mp3"}},
                {"type":"file","file":{"file_data":"data:application/pdf;base64,CCCC",
                 "filename":"a.pdf"}},
                {"type":"file","file":{"file_id":"file-1"}}
                """))
        .containsExactly(
            Part.image(URI.create("https://a.test/b.png"))
                .withData(ProviderData.of("", "detail", "\"low\"")),
            new Media(Media.Kind.IMAGE, "image/png", new Media.Inline("AAAA")),
            new Media(Media.Kind.AUDIO, "audio/mpeg", new Media.Inline("BBBB")),
            new Media(Media.Kind.DOCUMENT, "application/pdf", new Media.Inline("CCCC"))
                .named("a.pdf"),
            new Media(Media.Kind.DOCUMENT, "", new Media.File("", "file-1")));
  }

  @Test
  void whatTheModelSaidBeforeGoesBack() {
    List<Message> messages =
        messages(
            """
            {"role":"user","content":"hi"},
            {"role":"assistant","content":null,"reasoning_content":"hm","refusal":null,
             "tool_calls":[{"id":"c1","type":"function",
               "function":{"name":"look","arguments":"{\\"a\\":1}"},
               "extra_content":{"google":{"thought_signature":"xyz"}}},
              {"id":"c2","type":"custom","custom":{"name":"run","input":"ls"}}]},
            {"role":"tool","tool_call_id":"c1","content":"found"},
            {"role":"assistant","content":"yes","annotations":[]}
            """);
    Message.Assistant first = (Message.Assistant) messages.get(1);
    assertThat(first.parts().get(0)).isEqualTo(new Part.Reasoning("hm"));
    Part.ToolCall call = (Part.ToolCall) first.parts().get(1);
    assertThat(call.arguments()).isEqualTo("{\"a\":1}");
    assertThat(call.data("").orElseThrow().field("google.thought_signature")).contains("\"xyz\"");
    assertThat(first.parts().get(2)).isEqualTo(new Part.ToolCall("c2", "run", "ls").asFreeText());
    assertThat(messages.get(2))
        .isEqualTo(
            new Message.ToolResult(new Part.ToolResult("c1", "", List.of(Part.text("found")))));
    assertThat(messages.get(3)).isEqualTo(Message.assistant("yes"));
  }

  @Test
  void toolsAndFormatsAreRead() {
    ChatRequest request =
        with("""
                "tools":[{"type":"function","function":{"name":"f","description":"d",
                  "parameters":{"type":"object", "x":1e2}}}],
                "tool_choice":{"type":"function","function":{"name":"f"}},
                "response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,
                  "schema":{"type":"object"}}}
                """)
            .request();
    assertThat(request.tools().getFirst().parametersSchema())
        .isEqualTo("{\"type\":\"object\", \"x\":1e2}");
    assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("f"));
    assertThat(request.responseFormat())
        .isEqualTo(new ResponseFormat.JsonSchema("n", "{\"type\":\"object\"}", true));
  }

  @Test
  void whatHasNoOtherFormGoesToProvidersThatSpeakTheSameAndToNoOthers() {
    Asked asked =
        with(
            """
            "tools":[{"type":"web","own":[1, 2]}],"tool_choice":{"type":"allowed"},
            "logprobs":true,"top_logprobs":3,"reasoning_effort":"low","user":"u\\u00e9",
            "metadata":{"a":"b"},"provider":{"order": ["x"]},"frequency_penalty":-1.50,
            "stream_options":{"include_obfuscation":false}
            """);
    assertThat(asked.request().tools()).isEmpty();
    assertThat(asked.view()).isEqualTo(new ChatView(false));
    Asked elsewhere = with("\"tools\":[{\"type\":\"web\"}],\"logprobs\":true").to(List.of());
    assertThat(elsewhere.request().providerOptions()).isEmpty();
    assertThat(elsewhere.dropped()).containsExactly("tools[0]", "logprobs");
    ChatRequest request = asked.requestTo(List.of("openai", "groq"));
    assertThat(request.providerOptions("anthropic")).isEmpty();
    assertThat(request.providerOptions("groq")).isEqualTo(request.providerOptions("openai"));
    assertThat(request.providerOptions("openai"))
        .containsEntry("tools", "[{\"type\":\"web\",\"own\":[1, 2]}]")
        .containsEntry("tool_choice", "{\"type\":\"allowed\"}")
        .containsEntry("logprobs", "true")
        .containsEntry("top_logprobs", "3")
        .containsEntry("reasoning_effort", "\"low\"")
        .containsEntry("user", "\"ué\"")
        .containsEntry("metadata", "{\"a\":\"b\"}")
        .containsEntry("provider", "{\"order\": [\"x\"]}")
        .containsEntry("frequency_penalty", "-1.50")
        .containsEntry("stream_options", "{\"include_usage\":true,\"include_obfuscation\":false}")
        .hasSize(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "tools":[{"type":"web"}],"tool_choice":{"type":"web"}      | tool_choice
          "tools":[{"type":"web"}],"tool_choice":"required"          | tool_choice
          "response_format":{"type":"grammar","grammar":"a"}         | response_format.type
          """)
  void withoutWhatHasNoOtherFormTheAnswerWouldMeanSomethingElse(String members, String field) {
    Asked asked = with(members);
    assertThat(asked.requestTo(List.of("openai")).providerOptions("openai")).isNotEmpty();
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> asked.to(List.of()));
    assertThat(refused.problem().code()).isEqualTo("unsupported_value");
    assertThat(refused.problem().param()).isEqualTo(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"json_schema", "json_object"})
  void aSchemaMayStandBesideTheTypeOfAFormat(String type) {
    String format = "{\"type\":\"" + type + "\",\"schema\":{\"type\":\"object\"}}";
    Asked asked = with("\"response_format\":" + format);
    assertThat(asked.request().responseFormat())
        .isEqualTo(new ResponseFormat.JsonSchema("answer", "{\"type\":\"object\"}", false));
    assertThat(asked.requestTo(List.of("openai")).providerOptions("openai"))
        .containsEntry("response_format", format);
  }

  @Test
  void proofsAndFilesBecomeTheProvidersThatIsAsked() {
    Asked asked =
        asked(
            """
            {"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"f1"}}]},
             {"role":"assistant","content":"a","reasoning_details":[{"x":1}]}]}
            """);
    List<Message> messages = asked.requestTo(List.of("openrouter", "groq")).messages();
    Media file = (Media) ((Message.User) messages.getFirst()).parts().getFirst();
    assertThat(file.source()).isEqualTo(new Media.File("openrouter", "f1"));
    Part thought = ((Message.Assistant) messages.get(1)).parts().getFirst();
    assertThat(thought.data("openrouter").orElseThrow().field("reasoning_details"))
        .contains("[{\"x\":1}]");
  }

  @Test
  void aMarkOfTheByteOrderIsPassedOver() {
    Asked asked = asked("\uFEFF{\"messages\":[{\"role\":\"user\",\"content\":\"é\"}],\"x\":[ 1 ]}");
    assertThat(asked.extra()).containsEntry("x", "[ 1 ]");
    assertThat(asked.request().messages()).containsExactly(Message.user("é"));
  }

  @Test
  void manyMembersOfExtraContentAreReadInAMoment() {
    int count = 300_000;
    StringBuilder members = new StringBuilder("\"a\":0");
    for (int i = 1; i < count; i++) {
      members.append(",\"m").append(i).append("\":0");
    }
    String list =
        "{\"role\":\"assistant\",\"content\":\"hi\",\"extra_content\":{\"google\":{%s}}}"
            .formatted(members);
    List<Message> messages =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> messages(list));
    Part said = ((Message.Assistant) messages.getFirst()).parts().getFirst();
    assertThat(said.data("").orElseThrow().fields()).hasSize(count);
  }
}
