package dev.sluice.server.dialect.aisdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.ToolChoice;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UiRequestTest {
  private static final String HI =
      "{\"id\":\"u1\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"Hi\"}]}";

  private static Asked decode(String json) {
    return new UiMessagesDialect().decode(json.getBytes(UTF_8), Limits.USUAL);
  }

  private static Asked asked(String... messages) {
    return decode(
        "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":["
            + String.join(",", messages)
            + "]}");
  }

  private static String answer(String parts) {
    return "{\"id\":\"a1\",\"role\":\"assistant\",\"metadata\":{\"answeredBy\":\"openai/m\"},"
        + "\"parts\":["
        + parts
        + "]}";
  }

  private static List<Message> messages(String... messages) {
    return asked(messages).request().messages();
  }

  private static Message user(String text) {
    return new Message.User(List.of(Part.text(text)));
  }

  @Test
  void whatATransportPostsIsAChatOfItsId() {
    Asked asked = asked(HI);
    assertThat(asked.model()).isEmpty();
    assertThat(asked.streamed()).isTrue();
    assertThat(asked.background()).isTrue();
    assertThat(asked.labels()).containsExactlyEntriesOf(java.util.Map.of("chat", "c1"));
    assertThat(asked.request().messages()).containsExactly(user("Hi"));
    assertThat(asked.dropped()).isEmpty();
  }

  @Test
  void whatElseTheBodySaysIsAskedOfTheModel() {
    Asked asked =
        decode(
            "{\"model\":\"fast\",\"system\":\"Be brief\",\"temperature\":0.5,\"topP\":0.9,"
                + "\"maxOutputTokens\":7,\"seed\":3,\"stopSequences\":[\"x\"],\"theme\":{\"a\":[1]},"
                + "\"toolChoice\":{\"type\":\"tool\",\"toolName\":\"look\"},\"tools\":{"
                + "\"look\":{\"description\":\"Looks\",\"inputSchema\":{\"type\":\"object\"}},"
                + "\"see\":{\"parameters\":{\"jsonSchema\":{\"type\":\"object\",\"x\":1}}}},"
                + "\"messages\":["
                + HI
                + "]}");
    ChatRequest request = asked.request();
    assertThat(asked.model()).isEqualTo("fast");
    assertThat(request.messages()).containsExactly(Message.system("Be brief"), user("Hi"));
    assertThat(request.sampling().temperature()).hasValue(0.5);
    assertThat(request.sampling().maxTokens()).hasValue(7);
    assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("look"));
    assertThat(request.tools()).extracting(tool -> tool.name()).containsExactly("look", "see");
    assertThat(request.tools().get(1).parametersSchema())
        .isEqualTo("{\"type\":\"object\",\"x\":1}");
    assertThat(asked.dropped()).containsExactly("theme");
  }

  @Test
  void filesAreMedia() {
    List<Message> messages =
        messages(
            "{\"role\":\"user\",\"parts\":[{\"type\":\"file\",\"mediaType\":\"image/png\","
                + "\"url\":\"data:image/png;base64,AAAA\"},{\"type\":\"file\",\"mediaType\":"
                + "\"application/pdf\",\"filename\":\"a.pdf\",\"url\":\"https://a.test/a.pdf\"},"
                + "{\"type\":\"file\",\"mediaType\":\"text/plain\",\"url\":\"data:,a%20b+c\"},"
                + "{\"type\":\"file\",\"mediaType\":\"image/*\",\"url\":\"https://a.test/i\"},"
                + "{\"type\":\"file\",\"mediaType\":\"image/png\",\"url\":\"x\","
                + "\"providerReference\":{\"openai\":\"file-1\"}}]}");
    List<Part> parts = ((Message.User) messages.getFirst()).parts();
    assertThat(parts)
        .containsExactly(
            new Part.Media(Part.Media.Kind.IMAGE, "image/png", new Part.Media.Inline("AAAA")),
            new Part.Media(
                    Part.Media.Kind.DOCUMENT,
                    "application/pdf",
                    new Part.Media.Url(java.net.URI.create("https://a.test/a.pdf")))
                .named("a.pdf"),
            new Part.Media(
                Part.Media.Kind.DOCUMENT,
                "text/plain",
                Part.Media.Inline.of("a b+c".getBytes(UTF_8))),
            new Part.Media(
                Part.Media.Kind.IMAGE,
                "",
                new Part.Media.Url(java.net.URI.create("https://a.test/i"))),
            new Part.Media(
                Part.Media.Kind.IMAGE, "image/png", new Part.Media.File("openai", "file-1")));
  }

  @Test
  void anAnswerOfSeveralStepsIsMessagesWithTheResultsOfItsCalls() {
    List<Message> messages =
        messages(
            HI,
            answer(
                "{\"type\":\"step-start\"},{\"type\":\"reasoning\",\"text\":\"Hm\","
                    + "\"state\":\"done\",\"providerMetadata\":{\"sluice\":{\"signature\":\"s\","
                    + "\"provider\":\"openai\",\"data\":{\"id\":\"rs\"}},\"other\":{\"a\":1}}},"
                    + "{\"type\":\"text\",\"text\":\"Let me see\"},{\"type\":\"tool-look\","
                    + "\"toolCallId\":\"c1\",\"state\":\"output-available\",\"input\":{\"a\":1},"
                    + "\"output\":{\"sky\":\"blue\"}},{\"type\":\"dynamic-tool\",\"toolName\":\"see\","
                    + "\"toolCallId\":\"c2\",\"state\":\"output-error\",\"input\":{},"
                    + "\"errorText\":\"no\"},{\"type\":\"source-url\",\"sourceId\":\"s\","
                    + "\"url\":\"https://a.test\"},{\"type\":\"data-note\",\"data\":[1]},"
                    + "{\"type\":\"step-start\"},{\"type\":\"text\",\"text\":\"Blue\"}"));
    Part thought =
        new Part.Reasoning("Hm", "s").withData(ProviderData.of("openai", "id", "\"rs\""));
    assertThat(messages)
        .containsExactly(
            user("Hi"),
            new Message.Assistant(
                List.of(
                    thought,
                    Part.text("Let me see"),
                    new Part.ToolCall("c1", "look", "{\"a\":1}"),
                    new Part.ToolCall("c2", "see", "{}")),
                "openai/m"),
            new Message.ToolResult(
                new Part.ToolResult("c1", "look", List.of(Part.text("{\"sky\":\"blue\"}")))),
            new Message.ToolResult(
                new Part.ToolResult("c2", "see", List.of(Part.text("no"))).asFailure()),
            new Message.Assistant(List.of(Part.text("Blue")), "openai/m"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"state\":\"input-streaming\",\"input\":{\"a\":",
        "\"state\":\"input-available\",\"input\":{}",
        "\"state\":\"approval-requested\",\"input\":{},\"approval\":{\"id\":\"p\"}",
        "\"state\":\"approval-responded\",\"input\":{},\"approval\":{\"id\":\"p\","
            + "\"approved\":true}",
      })
  void aCallThatHasNoResultYetIsLeftOut(String state) {
    String whole = state.endsWith(":") ? state + "1}" : state;
    assertThat(
            messages(
                HI,
                answer(
                    "{\"type\":\"reasoning\",\"text\":\"Hm\"},{\"type\":\"tool-look\","
                        + "\"toolCallId\":\"c1\","
                        + whole
                        + "}"),
                HI))
        .containsExactly(user("Hi"), user("Hi"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"state\":\"output-denied\",\"approval\":{\"id\":\"p\",\"approved\":false,"
            + "\"reason\":\"no\"}",
        "\"state\":\"approval-responded\",\"approval\":{\"id\":\"p\",\"approved\":false,"
            + "\"reason\":\"no\"}",
      })
  void aCallThatIsNotAllowedHasFailed(String state) {
    List<Message> messages =
        messages(
            HI,
            answer("{\"type\":\"tool-look\",\"toolCallId\":\"c1\",\"input\":{}," + state + "}"));
    assertThat(((Message.ToolResult) messages.getLast()).result())
        .isEqualTo(
            new Part.ToolResult(
                    "c1", "look", List.of(Part.text("the user did not allow the call: no")))
                .asFailure());
  }

  @Test
  void whatAProviderAskedGoesBackToIt() {
    List<Message> messages =
        messages(
            HI,
            answer(
                "{\"type\":\"dynamic-tool\",\"toolName\":\"mcp\",\"toolCallId\":\"p1\",\"input\":{},"
                    + "\"providerExecuted\":true,\"state\":\"approval-responded\",\"approval\":"
                    + "{\"id\":\"p1\",\"approved\":true}}"));
    assertThat(messages.get(1))
        .isEqualTo(
            new Message.Assistant(
                List.of(
                    new Part.ApprovalRequest(
                        "p1", new Part.ToolCall("p1", "mcp", "{}").runByProvider())),
                "openai/m"));
    assertThat(messages.get(2))
        .isEqualTo(new Message.User(List.of(new Part.ApprovalAnswer("p1", true, ""))));
  }

  @Test
  void textsAndImagesInAnOutputAreThose() {
    List<Message> messages =
        messages(
            HI,
            answer(
                "{\"type\":\"tool-look\",\"toolCallId\":\"c1\",\"state\":\"output-available\","
                    + "\"input\":{},\"output\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                    + "{\"type\":\"image\",\"data\":\"AAAA\",\"mimeType\":\"image/png\"}]}},"
                    + "{\"type\":\"tool-look\",\"toolCallId\":\"c2\",\"state\":\"output-available\","
                    + "\"input\":{},\"output\":{\"content\":[{\"type\":\"odd\"}]}}"));
    assertThat(((Message.ToolResult) messages.get(2)).result().content())
        .containsExactly(
            Part.text("a"),
            new Part.Media(Part.Media.Kind.IMAGE, "image/png", new Part.Media.Inline("AAAA")));
    assertThat(((Message.ToolResult) messages.get(3)).result().content())
        .containsExactly(Part.text("{\"content\":[{\"type\":\"odd\"}]}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"output\":null"})
  void aToolThatGaveNothingBackHasAResult(String output) {
    List<Message> messages =
        messages(
            HI,
            answer(
                "{\"type\":\"tool-look\",\"toolCallId\":\"c1\",\"state\":\"output-available\","
                    + "\"input\":{}"
                    + output
                    + "}"));
    assertThat(messages).hasSize(3);
    assertThat(((Message.ToolResult) messages.get(2)).result().content())
        .containsExactly(Part.text("null"));
  }

  @Test
  void anAnswerThatIsGoneOnWithKeepsItsId() {
    Asked asked =
        asked(
            HI,
            answer(
                "{\"type\":\"tool-look\",\"toolCallId\":\"c1\",\"state\":\"output-available\","
                    + "\"input\":{},\"output\":1}"));
    assertThat(asked.labels()).containsEntry("message", "a1");
  }

  @ParameterizedTest
  @CsvSource({"a1", "u1", "''"})
  void anAnswerThatIsWantedAnewIsLeftOut(String messageId) {
    Asked asked =
        decode(
            "{\"trigger\":\"regenerate-message\",\"messageId\":\""
                + messageId
                + "\",\"messages\":["
                + HI
                + ","
                + answer("{\"type\":\"text\",\"text\":\"One\"}")
                + "]}");
    assertThat(asked.request().messages()).containsExactly(user("Hi"));
    assertThat(asked.labels()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | missing_field | messages",
        "{\"messages\":[]} | invalid_value | messages",
        "{\"messages\":[{\"parts\":[]}]} | missing_field | messages[0].role",
        "{\"messages\":[{\"role\":\"user\"}]} | missing_field | messages[0].parts",
        "{\"messages\":[{\"role\":\"tool\",\"parts\":[]}]} | invalid_value | messages[0].role",
        "{\"messages\":[{\"role\":\"user\",\"parts\":[]}]} | invalid_value | messages",
        "{\"messages\":[{\"role\":\"user\",\"parts\":[{\"text\":\"a\"}]}]} | missing_field |"
            + " messages[0].parts[0].type",
        "{\"messages\":[{\"role\":\"user\",\"parts\":[{\"type\":\"file\",\"url\":"
            + "\"file:///etc/passwd\"}]}]} | invalid_url | messages[0].parts[0].url",
        "{\"messages\":[{\"role\":\"user\",\"parts\":[{\"type\":\"file\",\"mediaType\":"
            + "\"image/png\",\"url\":\"data:image/png;base64,?\"}]}]} | invalid_base64 |"
            + " messages[0].parts[0].url",
        "{\"messages\":[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool-a\"}]}]} |"
            + " missing_field | messages[0].parts[0].toolCallId",
        "{\"trigger\":\"x\"} | invalid_value | trigger",
        "{\"toolChoice\":\"x\"} | invalid_value | toolChoice",
        "{\"temperature\":5} | invalid_value | temperature",
        "{\"apiKey\":\"k\"} | unsupported_parameter | apiKey",
        "{\"baseURL\":\"http://a\"} | unsupported_parameter | baseURL",
        "{\"tools\":{\"a\":5}} | invalid_type | tools.a",
      })
  void whatIsWrongIsRefusedByItsPath(String json, String code, String param) {
    RefusedException refused = catchThrowableOfType(RefusedException.class, () -> decode(json));
    Problem problem = refused.problem();
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.param()).isEqualTo(param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":\"c\",\"messages\":[{\"id\":\"u\",\"role\":\"user\",\"parts\":[]}]} | true",
        "{\"trigger\":\"submit-message\",\"messages\":[]} | true",
        "{\"id\":\"c\",\"messages\":[],\"trigger\":\"submit-message\"} | true",
        "{\"messages\":[{\"content\":\"a\"},5],\"trigger\":\"submit-message\"} | true",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"parts\"}]} | false",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"parts\":\"a\"}]} | false",
        "{\"model\":\"m\"} | false",
        "[] | false",
        "{\"messages\": | false",
        "\uFEFF{\"messages\":[{\"role\":\"user\",\"parts\":[]}]} | true",
      })
  void itClaimsBodiesByWhatTheyAre(String json, boolean ours) {
    assertThat(new UiMessagesDialect().claims(Head.SILENT, json.getBytes(UTF_8))).isEqualTo(ours);
  }
}
