package dev.sluice.server.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.chat.ToolChoice;
import dev.sluice.server.dialect.agui.AgUiDialect;
import dev.sluice.server.dialect.aisdk.UiMessagesDialect;
import dev.sluice.server.dialect.anthropic.MessagesDialect;
import dev.sluice.server.dialect.chat.ChatDialect;
import dev.sluice.server.dialect.gemini.GenerateContentDialect;
import dev.sluice.server.dialect.ollama.OllamaDialect;
import dev.sluice.server.dialect.responses.ResponsesDialect;
import dev.sluice.server.dialect.runs.RunsDialect;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where values of several kinds may stand, one of another kind is told which they are, and where.
 */
class AllowedKindsTest {
  private static final String TEXT_OR_LIST = "expected a text or a list, found a number";
  private static final String TEXT_OR_OBJECT = "expected a text or an object, found a number";
  private static final String OBJECT_OR_LIST = "expected an object or a list, found a number";
  private static final String ANY = "expected a text, an object or a list, found a number";

  private static void assertRefused(Dialect dialect, String json, String path, String why) {
    String body = json.replace('\'', '"');
    RefusedException refused =
        catchThrowableOfType(
            RefusedException.class, () -> dialect.decode(body.getBytes(UTF_8), Limits.USUAL));
    assertThat(refused).as(body).isNotNull();
    assertThat(refused.problem().message()).isEqualTo(path + ": " + why);
    assertThat(refused.problem().param()).isEqualTo(path);
    assertThat(refused.problem().code()).isEqualTo("invalid_type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "5 | | expected a text or a list, found a number",
        "true | | expected a text or a list, found true or false",
        "{} | | expected a text or a list, found an object",
        "[null] | [0] | expected a text or an object, found null",
        "[[]] | [0] | expected a text or an object, found a list",
        "[{'type':'image_url','image_url':5}] | [0].image_url |"
            + " expected a text or an object, found a number",
      })
  void theContentOfAChat(String content, String within, String why) {
    String body = "{'messages':[{'role':'user','content':" + content + "}]}";
    String path = "messages[0].content" + (within == null ? "" : within);
    for (Dialect dialect : List.of(new ChatDialect(), new RunsDialect())) {
      assertRefused(dialect, body, path, why);
    }
  }

  @Test
  void whatAChatAsksForBesides() {
    Dialect dialect = new ChatDialect();
    assertRefused(dialect, "{'stop':5}", "stop", TEXT_OR_LIST);
    assertRefused(dialect, "{'tool_choice':5}", "tool_choice", TEXT_OR_OBJECT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "5 | | expected a text or a list, found a number",
        "[{'type':'text','text':5}] | [0].text | expected a text, found a number",
        "[{'text':'a','type':5}] | [0].type | expected a text, found a number",
        "[{'type':'image','source':'a'}] | [0].source | expected an object, found a text",
        "[{'type':'tool_result','tool_use_id':'c','content':5}] | [0].content |"
            + " expected a text or a list, found a number",
        "[{'content':[5],'type':'tool_result','tool_use_id':'c'}] | [0].content[0] |"
            + " expected an object, found a number",
        "[{'type':'tool_result','tool_use_id':5}] | [0].tool_use_id |"
            + " expected a text, found a number",
        "[{'type':'document','title':5,'source':{'type':'text','data':'a'}}] | [0].title |"
            + " expected a text, found a number",
      })
  void theContentOfAMessage(String content, String within, String why) {
    assertRefused(
        new MessagesDialect(),
        "{'messages':[{'role':'user','content':" + content + "}]}",
        "messages[0].content" + (within == null ? "" : within),
        why);
  }

  @Test
  void theInputOfACallAndTheSystemPromptOfAMessage() {
    Dialect dialect = new MessagesDialect();
    assertRefused(dialect, "{'system':5}", "system", TEXT_OR_LIST);
    assertRefused(
        dialect,
        "{'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'c','name':'f',"
            + "'input':'a'}]}]}",
        "messages[0].content[0].input",
        "expected an object, found a text");
  }

  @Test
  void whatOnlyAProviderUnderstandsMayBeOfAnyKind() {
    String block = "{'type':'new','text':5,'content':5,'input':5,'source':5,'title':5}";
    Asked asked =
        new MessagesDialect()
            .decode(
                ("{'messages':[{'role':'user','content':[" + block + "]}]}")
                    .replace('\'', '"')
                    .getBytes(UTF_8),
                Limits.USUAL);
    assertThat(asked.request().messages()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'input':5 | input | expected a text or a list, found a number",
        "'input':[5] | input[0] | expected a text or an object, found a number",
        "'instructions':5 | instructions | expected a text or a list, found a number",
        "'input':[{'role':'user','content':5}] | input[0].content |"
            + " expected a text or a list, found a number",
        "'input':[{'role':'user','content':[5]}] | input[0].content[0] |"
            + " expected a text or an object, found a number",
        "'input':[{'role':'user','content':[{'type':'input_text','text':5}]}] |"
            + " input[0].content[0].text | expected a text, found a number",
        "'input':[{'type':'function_call_output','call_id':'c','output':5}] | input[0].output |"
            + " expected a text or a list, found a number",
        "'tool_choice':5 | tool_choice | expected a text or an object, found a number",
        "'text':{'format':'json'} | text.format | expected an object, found a text",
      })
  void whatAResponseIsAskedFor(String member, String path, String why) {
    assertRefused(new ResponsesDialect(), "{" + member + "}", path, why);
  }

  @Test
  void whatGoogleIsAskedFor() {
    Dialect dialect = new GenerateContentDialect();
    assertRefused(dialect, "{'contents':5}", "contents", ANY);
    assertRefused(dialect, "{'contents':[5]}", "contents[0]", TEXT_OR_OBJECT);
    assertRefused(dialect, "{'contents':[{'parts':5}]}", "contents[0].parts", ANY);
    assertRefused(dialect, "{'contents':[{'parts':[5]}]}", "contents[0].parts[0]", TEXT_OR_OBJECT);
    assertRefused(dialect, "{'systemInstruction':5}", "systemInstruction", ANY);
    assertRefused(dialect, "{'tools':5}", "tools", OBJECT_OR_LIST);
    assertRefused(
        dialect,
        "{'tools':[{'functionDeclarations':5}]}",
        "tools[0].functionDeclarations",
        OBJECT_OR_LIST);
    assertRefused(
        dialect,
        "{'contents':[{'parts':[{'functionResponse':{'name':'f','response':5}}]}]}",
        "contents[0].parts[0].functionResponse.response",
        ANY);
  }

  @Test
  void whatOllamaIsAskedFor() {
    Dialect dialect = new OllamaDialect();
    assertRefused(dialect, "{'format':5}", "format", TEXT_OR_OBJECT);
    assertRefused(
        dialect, "{'think':5}", "think", "expected true, false or a text, found a number");
    assertRefused(dialect, "{'options':{'stop':5}}", "options.stop", TEXT_OR_LIST);
    assertRefused(
        dialect,
        "{'messages':[{'tool_calls':[{'function':{'arguments':5}}]}]}",
        "messages[0].tool_calls[0].function.arguments",
        TEXT_OR_OBJECT);
  }

  @Test
  void whatPagesAskFor() {
    Dialect aiSdk = new UiMessagesDialect();
    assertRefused(aiSdk, "{'tools':5}", "tools", OBJECT_OR_LIST);
    assertRefused(aiSdk, "{'toolChoice':5}", "toolChoice", TEXT_OR_OBJECT);
    assertRefused(aiSdk, "{'stopSequences':5}", "stopSequences", TEXT_OR_LIST);
    Dialect agUi = new AgUiDialect();
    assertRefused(
        agUi, "{'messages':[{'role':'user','content':5}]}", "messages[0].content", TEXT_OR_LIST);
    assertRefused(
        agUi,
        "{'messages':[{'content':{'a':1},'role':'user'}]}",
        "messages[0].content",
        "expected a text or a list, found an object");
    assertRefused(
        agUi, "{'forwardedProps':{'toolChoice':5}}", "forwardedProps.toolChoice", TEXT_OR_OBJECT);
  }

  @Test
  void aToolIsNamedByAnAgentsPropertiesAsByThePageOfAChat() {
    String body =
        "{'messages':[{'role':'activity','content':{'a':1}},{'role':'user','content':'hi'}],"
            + "'forwardedProps':{'toolChoice':{'type':'tool','toolName':'look'}}}";
    Asked asked = new AgUiDialect().decode(body.replace('\'', '"').getBytes(UTF_8), Limits.USUAL);
    assertThat(asked.request().toolChoice()).isEqualTo(new ToolChoice.Named("look"));
    assertThat(asked.request().messages()).hasSize(1);
  }
}
