package dev.sluice.server.dialect.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.provider.anthropic.AnthropicProvider;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.spi.transport.HttpCall;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesRequestTest {
  private static Asked asked(String json) {
    return new MessagesDialect().decode(json.getBytes(UTF_8), Limits.USUAL);
  }

  /** With a message, and these members. */
  private static Asked with(String members) {
    return asked("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + members + "}");
  }

  private static List<Message> messages(String list) {
    return asked("{\"messages\":[" + list + "]}").request().messages();
  }

  private static List<Part> content(String blocks) {
    return ((Message.User) messages("{\"role\":\"user\",\"content\":[" + blocks + "]}").getFirst())
        .parts();
  }

  private static List<Part> said(String blocks) {
    String message = "{\"role\":\"assistant\",\"content\":[" + blocks + "]}";
    return ((Message.Assistant) messages(message).getFirst()).parts();
  }

  private static Part marked(Part part, String name, String json) {
    return part.withData(ProviderData.of("", name, json));
  }

  @Test
  void aPlainRequestIsRead() {
    Asked asked =
        asked(
            """
            {"model":"fast","max_tokens":9,"system":"Be terse.",
             "messages":[{"content":[{"text":"Why ","type":"text"},{"type":"text","text":"?"}],
              "role":"user"},{"role":"assistant","content":"Because"}],
             "temperature":0.25,"top_p":1,"stop_sequences":["a","b"],"stream":true,"metadata":null}
            """);
    assertThat(asked.model()).isEqualTo("fast");
    assertThat(asked.streamed()).isTrue();
    assertThat(asked.extra()).isEmpty();
    assertThat(asked.dropped()).isEmpty();
    assertThat(asked.request())
        .isEqualTo(
            ChatRequest.builder()
                .system("Be terse.")
                .message(Message.user(Part.text("Why "), Part.text("?")))
                .assistant("Because")
                .temperature(0.25)
                .topP(1)
                .maxTokens(9)
                .stop("a", "b")
                .build());
  }

  @Test
  void aSystemPromptOfBlocksIsOneTextAndGoesOnAsItCameWhereItSaysMore() {
    Asked plain =
        with(
            "\"system\":[{\"type\":\"text\",\"text\":\"a\"},"
                + "{\"type\":\"text\",\"text\":\"b\"}]");
    assertThat(plain.request().messages().getFirst()).isEqualTo(Message.system("a\n\nb"));
    assertThat(plain.extra()).isEmpty();
    String blocks =
        "[{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{\"type\":\"ephemeral\"}}]";
    Asked cached = with("\"system\":" + blocks);
    assertThat(cached.request().messages().getFirst()).isEqualTo(Message.system("a"));
    assertThat(cached.extra()).containsEntry("system", blocks);
    String later = "{\"role\":\"system\",\"content\":\"b\"}";
    String hi = "{\"role\":\"user\",\"content\":\"hi\"}";
    Asked instructed = asked("{\"messages\":[" + hi + "," + later + "],\"system\":" + blocks + "}");
    assertThat(instructed.extra()).containsEntry("system", blocks);
    Asked first = asked("{\"messages\":[" + later + "," + hi + "],\"system\":" + blocks + "}");
    assertThat(first.extra()).doesNotContainKey("system");
  }

  @Test
  void whatAClientNotesForBillingIsNotSaidToOtherProviders() {
    String note =
        "x-anthropic-billing-header: cc_version=2.1.332.48f; cc_entrypoint=cli; cch=71fea;";
    String mark = "\"cache_control\":{\"type\":\"ephemeral\"}";
    String blocks =
        ("[{\"type\":\"text\",\"text\":\"" + note + "\"},{\"type\":\"text\",\"text\":\"a\"," + mark)
            + "},{\"type\":\"text\",\"text\":\"b\"}]";
    Asked asked = with("\"system\":" + blocks);
    assertThat(asked.request().messages().getFirst()).isEqualTo(Message.system("a\n\nb"));
    assertThat(asked.to(List.of()).dropped()).containsExactly("cache_control");
    assertThat(asked.requestTo(List.of("claude")).providerOptions("claude"))
        .containsEntry("system", blocks);
    Asked text = with("\"system\":\"" + note + "\\nBe terse.\"");
    assertThat(text.request().messages().getFirst()).isEqualTo(Message.system("Be terse."));
    assertThat(text.extra()).containsEntry("system", "\"" + note + "\\nBe terse.\"");
    for (String unmarked :
        List.of(
            "\"" + note + "\\nBe terse.\"",
            "[{\"type\":\"text\",\"text\":\"" + note + "\"},{\"type\":\"text\",\"text\":\"a\"}]")) {
      assertThat(with("\"system\":" + unmarked).to(List.of()).missed()).isEmpty();
    }
    Asked alone = with("\"system\":[{\"type\":\"text\",\"text\":\"" + note + "\"}]");
    assertThat(alone.request().messages()).containsExactly(Message.user("hi"));
    assertThat(with("\"system\":\"Say " + note + "\"").request().messages().getFirst())
        .isEqualTo(Message.system("Say " + note));
  }

  @Test
  void aToolThatASearchHasFoundIsToldInWordsToWhoHasNoSuchBlocks() {
    String block = "{\"type\":\"tool_reference\",\"tool_name\":\"mcp__a__b\"}";
    Asked asked =
        asked(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"assistant\","
                + "\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"ToolSearch\","
                + "\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
                + "\"tool_use_id\":\"t\",\"content\":["
                + block
                + "]}]}]}");
    Part.ToolResult result =
        ((Message.ToolResult) asked.requestTo(List.of()).messages().getLast()).result();
    assertThat(((Part.Text) result.content().getFirst()).text())
        .isEqualTo("The tool mcp__a__b is there.");
    HttpCall call =
        new AnthropicProvider()
            .format("anthropic.messages", "claude-opus-5")
            .orElseThrow()
            .call(asked.requestTo(List.of("anthropic")));
    assertThat(call.bodyText()).contains("\"content\":[" + block + "]");
  }

  @Test
  void picturesAndDocumentsAreRead() {
    assertThat(
            content(
                """
                {"type":"image","source":{"type":"url","url":"https://a.test/b.png"}},
                {"source":{"media_type":"image/PNG","data":"AAAA","type":"base64"},"type":"image",
                 "cache_control":{"type":"ephemeral"}},
                {"type":"document","title":"T","source":{"type":"base64",
                 "media_type":"application/pdf","data":"CCCC"},"citations":{"enabled":true}},
                {"type":"document","source":{"type":"text","media_type":"text/plain","data":"é"}},
                {"type":"document","source":{"type":"file","file_id":"f1"}}
                """))
        .containsExactly(
            Part.image(URI.create("https://a.test/b.png")),
            marked(
                new Media(Media.Kind.IMAGE, "image/png", new Media.Inline("AAAA")),
                "cache_control",
                "{\"type\":\"ephemeral\"}"),
            marked(
                new Media(Media.Kind.DOCUMENT, "application/pdf", new Media.Inline("CCCC"))
                    .named("T"),
                "citations",
                "{\"enabled\":true}"),
            Part.document("text/plain", "", "é".getBytes(UTF_8)),
            new Media(Media.Kind.DOCUMENT, "", new Media.File("", "f1")));
  }

  @Test
  void aSearchResultIsADocumentForWhoeverHasNone() {
    String block =
        "{\"type\":\"search_result\",\"source\":\"https://a.test\",\"title\":\"T\",\"content\":"
            + "[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}";
    Media result = (Media) content(block).getFirst();
    assertThat(result.name()).isEqualTo("T");
    assertThat(result.source()).isEqualTo(Media.Inline.of("https://a.test\na\nb".getBytes(UTF_8)));
    assertThat(result.data("").orElseThrow().fields())
        .containsEntry("type", "\"search_result\"")
        .containsEntry("source", "\"https://a.test\"")
        .hasSize(4);
  }

  @Test
  void resultsOfToolsComeBeforeWhatTheUserSays() {
    List<Message> messages =
        messages(
            """
            {"role":"user","content":"hi"},
            {"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"look",
             "input":{"a": 1}},{"type":"tool_use","id":"c2","name":"read","input":{}}]},
            {"role":"user","content":[{"type":"text","text":"so"},
             {"type":"tool_result","tool_use_id":"c2","is_error":true,"content":"gone",
              "cache_control":{"type":"ephemeral"}},
             {"content":[{"type":"text","text":"a"},{"type":"image","source":{"type":"base64",
              "media_type":"image/png","data":"AAAA"}}],"type":"tool_result","tool_use_id":"c1"}]}
            """);
    assertThat(messages.subList(1, 5))
        .containsExactly(
            new Message.Assistant(
                List.of(
                    new Part.ToolCall("c1", "look", "{\"a\": 1}"),
                    new Part.ToolCall("c2", "read", "{}"))),
            new Message.ToolResult(
                (Part.ToolResult)
                    marked(
                        new Part.ToolResult("c2", "read", List.of(Part.text("gone"))).asFailure(),
                        "cache_control",
                        "{\"type\":\"ephemeral\"}")),
            new Message.ToolResult(
                new Part.ToolResult(
                    "c1",
                    "look",
                    List.of(
                        Part.text("a"),
                        new Media(Media.Kind.IMAGE, "image/png", new Media.Inline("AAAA"))))),
            Message.user("so"));
  }

  private static final String OWN =
      """
      {"role":"user","content":"hi"},{"role":"assistant","content":[
       {"type":"thinking","thinking":"hm","signature":"xyz"},
       {"type":"redacted_thinking","data":"zzz"},
       {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"q":"a"}},
       {"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[
        {"type":"web_search_result","url":"https://a.test","encrypted_content":"e"}]},
       {"type":"mcp_tool_use","id":"mcptoolu_1","name":"m","server_name":"s","input":{}},
       {"type":"compaction","content":"summary"},
       {"type":"text","text":"yes","citations":[{"type":"page_location","cited_text":"c"}]}]},
      {"role":"user","content":[{"type":"container_upload","file_id":"f"}]}
      """;

  @Test
  void whatOnlyAProviderOfTheFormatUnderstandsBecomesTheOnesThatIsAsked() {
    Asked asked = asked("{\"messages\":[" + OWN + "]}");
    List<Message> messages = asked.requestTo(List.of("claude", "other")).messages();
    List<Part> parts = ((Message.Assistant) messages.get(1)).parts();
    assertThat(parts.get(0)).extracting("signature").isEqualTo("xyz");
    assertThat(parts.get(1)).extracting("cipher").isEqualTo("zzz");
    assertThat(((Part.ToolCall) parts.get(2)).isRunByProvider()).isTrue();
    assertThat(parts.get(3).data("claude").orElseThrow().fields())
        .containsEntry("type", "\"web_search_tool_result\"")
        .containsKey("content");
    assertThat(parts.get(4).data("claude").orElseThrow().fields())
        .containsEntry("type", "\"mcp_tool_use\"")
        .containsEntry("server_name", "\"s\"");
    assertThat(parts.get(5))
        .isEqualTo(
            new Part.Native(
                "claude", "compaction", "{\"type\":\"compaction\",\"content\":\"summary\"}"));
    assertThat(parts.get(6).data("claude").orElseThrow().fields()).containsKey("citations");
    assertThat(((Message.User) messages.get(2)).parts().getFirst())
        .isEqualTo(
            new Part.Native(
                "claude", "container_upload", "{\"type\":\"container_upload\",\"file_id\":\"f\"}"));
  }

  @Test
  void andIsLeftOutForTheOthers() {
    Asked asked = asked("{\"messages\":[" + OWN + "]}");
    List<Message> messages = asked.requestTo(List.of()).messages();
    assertThat(messages.get(1))
        .satisfies(
            message ->
                assertThat(((Message.Assistant) message).parts())
                    .hasSize(2)
                    .first()
                    .isEqualTo(new Part.Reasoning("hm")));
    assertThat(messages).hasSize(2); // Nothing of the third one is left.
  }

  @Test
  void aResultKeepsWhatItSaysWhoeverIsAsked() {
    String list =
        "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c\","
            + "\"is_error\":true,\"content\":[{\"type\":\"of_tomorrow\",\"name\":\"t\"},"
            + "{\"type\":\"text\",\"text\":\"a\"}],\"cache_control\":{}}]}";
    Asked asked = asked("{\"messages\":[" + list + "]}");
    Part.ToolResult ours =
        ((Message.ToolResult) asked.requestTo(List.of("claude")).messages().getFirst()).result();
    assertThat(ours.failed()).isTrue();
    assertThat(ours.content()).hasSize(2);
    assertThat(ours.data("claude").orElseThrow().fields()).containsKey("cache_control");
    Part.ToolResult theirs =
        ((Message.ToolResult) asked.requestTo(List.of()).messages().getFirst()).result();
    assertThat(theirs.failed()).isTrue();
    assertThat(theirs.content()).containsExactly(Part.text("a"));
  }

  @Test
  void citationsThatTheGatewayMadeDoNotGoBack() {
    Part text =
        said("{\"type\":\"text\",\"text\":\"a\",\"citations\":[{\"type\":"
                + "\"web_search_result_location\",\"encrypted_index\":\"\"}]}")
            .getFirst();
    assertThat(text).isEqualTo(Part.text("a"));
  }

  @Test
  void toolsAndTheirChoiceAreRead() {
    String tools =
        "[{\"name\":\"f\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\", \"x\":1}}]";
    Asked asked =
        with(
            "\"tools\":"
                + tools
                + ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\","
                + "\"disable_parallel_tool_use\":true}");
    assertThat(asked.request().tools())
        .containsExactly(new Tool("f", "d", "{\"type\":\"object\", \"x\":1}"));
    assertThat(asked.request().toolChoice()).isEqualTo(new ToolChoice.Named("f"));
    assertThat(asked.extra()).isEqualTo(Map.of("disable_parallel_tool_use", "true"));
    assertThat(asked.withoutExtra()).isEmpty();
  }

  @Test
  void toolsOfAProvidersOwnGoToThoseThatKnowThem() {
    String tools =
        "[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"},{\"type\":\"bash_20250124\","
            + "\"name\":\"bash\"},{\"type\":\"custom\",\"name\":\"f\",\"input_schema\":{}}]";
    Asked asked = with("\"tools\":" + tools);
    assertThat(asked.request().tools()).extracting(Tool::name).containsExactly("f");
    assertThat(asked.extra()).containsEntry("tools", tools);
    assertThat(asked.requestTo(List.of()).providerOptions()).isEmpty();
    assertThat(asked.to(List.of()).dropped()).containsExactly("tools[0]", "tools[1]");
  }

  @Test
  void aChoiceOfAToolThatOthersDoNotHaveIsRefusedThere() {
    Asked asked =
        with(
            "\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"}],"
                + "\"tool_choice\":{\"type\":\"tool\",\"name\":\"bash\"}");
    assertThat(asked.requestTo(List.of("claude")).toolChoice())
        .isEqualTo(new ToolChoice.Named("bash"));
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> asked.requestTo(List.of()))
        .satisfies(e -> assertThat(e.problem().param()).isEqualTo("tool_choice.name"));
  }

  @Test
  void aFormatIsReadBesideTheEffort() {
    ResponseFormat wanted = new ResponseFormat.JsonSchema("answer", "{\"a\":1}", false);
    Asked asked =
        with(
            "\"output_config\":{\"effort\":\"low\",\"format\":"
                + "{\"type\":\"json_schema\",\"schema\":{\"a\":1}}}");
    assertThat(asked.request().responseFormat()).isEqualTo(wanted);
    assertThat(asked.extra()).isEqualTo(Map.of("output_config", "{\"effort\":\"low\"}"));
    assertThat(
            with("\"output_format\":{\"type\":\"json_schema\",\"schema\":{\"a\":1}}")
                .request()
                .responseFormat())
        .isEqualTo(wanted);
  }

  @Test
  void whatHasNoOtherFormGoesToProvidersThatSpeakTheSameAndToNoOthers() {
    Head head =
        new Head(
            "",
            Map.of("beta", "true"),
            Map.of("anthropic-version", "2023-06-01", "anthropic-beta", "a-1, b-2,c d"));
    String body =
        """
        {"messages":[{"role":"user","content":"hi"}],"thinking":{"type":"adaptive"},"top_k":5,
         "metadata":{"user_id":"u"},"service_tier":"auto","context_management":{"edits":[]},
         "mcp_servers":[],"container":"c","betas":["b-2","d-4"],"brand_new":[1, 2],
         "version":"x"}
        """;
    Asked asked = new MessagesDialect().decode(head, body.getBytes(UTF_8), Limits.USUAL);
    assertThat(asked.requestTo(List.of("claude")).providerOptions("claude"))
        .containsEntry("thinking", "{\"type\":\"adaptive\"}")
        .containsEntry("top_k", "5")
        .containsEntry("metadata", "{\"user_id\":\"u\"}")
        .containsEntry("service_tier", "\"auto\"")
        .containsEntry("context_management", "{\"edits\":[]}")
        .containsEntry("mcp_servers", "[]")
        .containsEntry("container", "\"c\"")
        .containsEntry("brand_new", "[1, 2]")
        .containsEntry("betas", "[\"a-1\",\"b-2\",\"d-4\"]")
        .hasSize(9);
    assertThat(asked.dropped()).containsExactly("anthropic-beta", "version");
  }

  @Test
  void anotherVersionGoesOn() {
    Head head = new Head("", Map.of(), Map.of("anthropic-version", "2026-01-01"));
    String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":0}";
    Asked asked = new MessagesDialect().decode(head, body.getBytes(UTF_8), Limits.USUAL);
    assertThat(asked.extra()).isEqualTo(Map.of("version", "\"2026-01-01\"", "max_tokens", "0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | missing_field | messages",
        "{\"messages\":[]} | invalid_value | messages",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"search_result\",\"source\":5}]}]}"
            + " | invalid_type | messages[0].content[0].source",
        "{\"messages\":[{\"content\":\"a\"}]} | missing_field | messages[0].role",
        "{\"messages\":[{\"role\":\"tool\",\"content\":\"a\"}]} | invalid_value | messages[0].role",
        "{\"messages\":[{\"role\":\"user\"}]} | missing_field | messages[0].content",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{}]}]} | missing_field |"
            + " messages[0].content[0].type",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\"}]}]} | missing_field |"
            + " messages[0].content[0].source",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":"
            + "{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"?\"}}]}]} |"
            + " invalid_base64 | messages[0].content[0].source.data",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":"
            + "{\"type\":\"url\",\"url\":\"file:///etc/passwd\"}}]}]} | invalid_url |"
            + " messages[0].content[0].source.url",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\","
            + "\"name\":\"b\"}]}]} | unsupported_content | messages[0].content[0]",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\","
            + "\"name\":\"b\",\"input\":\"c\"}]}]} | invalid_type | messages[0].content[0].input",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
            + "{\"url\":\"https://a.test\"}}]}]} | unsupported_content |"
            + " messages[0].content[0].type",
        "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]} | unsupported_value |"
            + " tools[0].type",
        "{\"tools\":[{\"name\":\"a\"}]} | missing_field | tools[0].input_schema",
        "{\"tool_choice\":{\"type\":\"some\"}} | invalid_value | tool_choice.type",
        "{\"tool_choice\":{\"type\":\"tool\",\"name\":\"x\"},\"messages\":[{\"role\":\"user\","
            + "\"content\":\"\"}]} | invalid_value | tool_choice.name",
        "{\"max_tokens\":-1} | invalid_value | max_tokens",
        "{\"thinking\":5} | invalid_type | thinking",
        "{\"output_config\":{\"format\":{\"type\":\"x\"}}} | unsupported_value |"
            + " output_config.format",
        "{\"base_url\":\"http://a.test\"} | unsupported_parameter | base_url",
        "{\"api_key\":\"a\"} | unsupported_parameter | api_key",
        "{\"system\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":"
            + "\"https://a.test\"}}]} | unsupported_content | system[0]",
        "{\"model\":1} | invalid_type | model",
      })
  void whatIsWrongIsRefusedByItsPath(String body, String code, String param) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> asked(body))
        .satisfies(
            refused -> {
              assertThat(refused.problem().status()).isEqualTo(400);
              assertThat(refused.problem().code()).isEqualTo(code);
              assertThat(refused.problem().param()).isEqualTo(param);
            });
  }
}
