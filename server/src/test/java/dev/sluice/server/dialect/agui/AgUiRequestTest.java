package dev.sluice.server.dialect.agui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.ToolChoice;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgUiRequestTest {
  private static final String HI = "{\"id\":\"u\",\"role\":\"user\",\"content\":\"Hi\"}";

  private static Asked decode(String json) {
    return new AgUiDialect().decode(json.getBytes(UTF_8), Limits.USUAL);
  }

  private static List<Message> messages(String... messages) {
    return decode("{\"messages\":[" + String.join(",", messages) + "]}").request().messages();
  }

  private static Message user(String text) {
    return new Message.User(List.of(Part.text(text)));
  }

  @Test
  void anInputIsARunOfItsThread() {
    String input =
        "{\"threadId\":\"t\",\"runId\":\"r\",\"protocolVersion\":\"1.0\",\"state\":{},"
            + "\"messages\":["
            + HI
            + "],\"tools\":[{\"name\":\"look\",\"description\":\"Looks\",\"parameters\":"
            + "{\"type\":\"object\"}}],\"context\":[{\"description\":\"The day\",\"value\":"
            + "\"Monday\"}],\"forwardedProps\":{\"model\":\"fast\",\"system\":\"Be brief\","
            + "\"temperature\":0.5,\"maxTokens\":7,\"toolChoice\":\"look\",\"theme\":1}}";
    Asked asked = decode(input);
    ChatRequest request = asked.request();
    assertThat(asked.model()).isEqualTo("fast");
    assertThat(asked.labels()).isEqualTo(Map.of("thread", "t", "runId", "r"));
    assertThat(asked.once()).isEqualTo(decode(input).once()).isNotEmpty();
    assertThat(decode(input.replace("Monday", "Sunday")).once()).isNotEqualTo(asked.once());
    assertThat(request.messages())
        .containsExactly(
            Message.system("Be brief"),
            Message.system("What is known besides:\n- The day: Monday\n"),
            user("Hi"));
    assertThat(request.tools()).extracting(tool -> tool.name()).containsExactly("look");
    assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("look"));
    assertThat(request.sampling().temperature()).hasValue(0.5);
    assertThat(asked.dropped()).containsExactly("forwardedProps.theme");
  }

  @Test
  void theModelMayStandInTheAddress() {
    Head head = new Head("", Map.of("model", "fast"), Map.of());
    byte[] body = ("{\"messages\":[" + HI + "]}").getBytes(UTF_8);
    Asked asked = new AgUiDialect().decode(head, body, Limits.USUAL);
    assertThat(asked.model()).isEqualTo("fast");
    assertThat(asked.once()).isEmpty();
    assertThat(asked.labels()).isEmpty();
  }

  @Test
  void aStateIsNotToldToTheModel() {
    assertThat(decode("{\"state\":{\"a\":[1],\"b\":2},\"messages\":[" + HI + "]}").dropped())
        .containsExactly("state");
    assertThat(decode("{\"state\":[1],\"messages\":[" + HI + "]}").dropped())
        .containsExactly("state");
    assertThat(decode("{\"state\":null,\"messages\":[" + HI + "]}").dropped()).isEmpty();
  }

  @Test
  void mediaAreReadFromEachSource() {
    List<Message> messages =
        messages(
            "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image\","
                + "\"source\":{\"type\":\"data\",\"value\":\"AAAA\",\"mimeType\":\"image/png\"}},"
                + "{\"type\":\"document\",\"source\":{\"type\":\"url\",\"value\":"
                + "\"https://a.test/b\"}},{\"type\":\"audio\",\"source\":{\"type\":\"file\","
                + "\"value\":\"f1\",\"provider\":\"openai\"}},{\"type\":\"binary\",\"mimeType\":"
                + "\"image/png\",\"data\":\"AAAA\",\"filename\":\"a.png\"}]}");
    assertThat(((Message.User) messages.getFirst()).parts())
        .containsExactly(
            Part.text("a"),
            new Part.Media(Part.Media.Kind.IMAGE, "image/png", new Part.Media.Inline("AAAA")),
            new Part.Media(
                Part.Media.Kind.DOCUMENT, "", new Part.Media.Url(URI.create("https://a.test/b"))),
            new Part.Media(Part.Media.Kind.AUDIO, "", new Part.Media.File("openai", "f1")),
            new Part.Media(Part.Media.Kind.IMAGE, "image/png", new Part.Media.Inline("AAAA"))
                .named("a.png"));
  }

  @Test
  void thoughtsAndCallsComeBackWithTheirProofs() {
    Part thought =
        new Part.Reasoning("Hm", "sig").withData(ProviderData.of("openai", "id", "\"rs\""));
    Part.ToolCall call =
        (Part.ToolCall)
            new Part.ToolCall("c", "look", "{\"a\":1}")
                .withData(ProviderData.of("openai", "s", "\"t\""));
    String sealedThought = JsonWriter.quoted(Sealed.of(thought, "openai/m"));
    String sealedCall = JsonWriter.quoted(Sealed.of(call, "openai/m"));
    List<Message> messages =
        messages(
            HI,
            "{\"id\":\"r\",\"role\":\"reasoning\",\"content\":\"Hm\",\"encryptedValue\":"
                + sealedThought
                + "}",
            "{\"id\":\"a\",\"role\":\"assistant\",\"content\":\"See\",\"toolCalls\":[{\"id\":\"c\","
                + "\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":"
                + "\"{\\\"a\\\":1}\"},\"encryptedValue\":"
                + sealedCall
                + "}]}",
            "{\"id\":\"t\",\"role\":\"tool\",\"toolCallId\":\"c\",\"content\":\"no\","
                + "\"error\":\"broken\"}",
            "{\"id\":\"x\",\"role\":\"activity\",\"activityType\":\"plan\",\"content\":{\"a\":1}}");
    assertThat(messages)
        .containsExactly(
            user("Hi"),
            new Message.Assistant(List.of(thought, Part.text("See"), call), "openai/m"),
            new Message.ToolResult(
                new Part.ToolResult("c", "look", List.of(Part.text("no"))).asFailure()));
  }

  @Test
  void callsAndResultsThatHaveNoPairAreLeftOut() {
    assertThat(
            messages(
                HI,
                "{\"role\":\"reasoning\",\"content\":\"Hm\"}",
                "{\"role\":\"assistant\",\"toolCalls\":[{\"id\":\"c\",\"function\":"
                    + "{\"name\":\"look\",\"arguments\":\"{}\"}}]}",
                "{\"role\":\"tool\",\"toolCallId\":\"other\",\"content\":\"a\"}",
                HI))
        .containsExactly(user("Hi"), user("Hi"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | missing_field | messages",
        "{\"messages\":[]} | missing_field | messages",
        "{\"messages\":[{\"content\":\"a\"}]} | missing_field | messages[0].role",
        "{\"messages\":[{\"role\":\"x\"}]} | invalid_value | messages[0].role",
        "{\"messages\":[{\"role\":\"tool\",\"content\":\"a\"}]} | missing_field |"
            + " messages[0].toolCallId",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"odd\"}]}]} |"
            + " unsupported_content | messages[0].content[0].type",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":"
            + "\"url\",\"value\":\"file:///a\"}}]}]} | invalid_url |"
            + " messages[0].content[0].source",
        "{\"messages\":[{\"role\":\"assistant\",\"toolCalls\":[{\"id\":\"c\"}]}]} | missing_field |"
            + " messages[0].toolCalls[0].function.name",
        "{\"resume\":[{\"interruptId\":\"i\",\"status\":\"resolved\"}]} | unsupported_value |"
            + " resume[0]",
        "{\"forwardedProps\":{\"apiKey\":\"k\"}} | unsupported_parameter | forwardedProps.apiKey",
        "{\"tools\":[{\"description\":\"d\"}]} | missing_field | tools[0].name",
        "{\"runId\":5} | invalid_type | runId",
      })
  void whatIsWrongIsRefusedByItsPath(String json, String code, String param) {
    RefusedException refused = catchThrowableOfType(RefusedException.class, () -> decode(json));
    Problem problem = refused.problem();
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.param()).isEqualTo(param);
  }
}
