package dev.sluice.server.dialect.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Proof;
import dev.sluice.server.dialect.RefusedException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponsesRequestTest {
  private static final List<String> OTHERS = List.of();

  private static Asked asked(String members) {
    return new ResponsesDialect().decode(("{" + members + "}").getBytes(UTF_8), Limits.USUAL);
  }

  private static List<Message> to(List<String> providers, String items) {
    return asked("\"input\":[" + items + "]").requestTo(providers).messages();
  }

  @Test
  void aTextIsAsItsUserSays() {
    Asked asked =
        asked(
            "\"model\":\"m\",\"input\":\"Hi\",\"instructions\":\"Be kind.\",\"stream\":true,"
                + "\"temperature\":0.5,\"top_p\":0.25,\"max_output_tokens\":7,\"user\":null");
    assertThat(asked.model()).isEqualTo("m");
    assertThat(asked.streamed()).isTrue();
    assertThat(asked.background()).isFalse();
    ChatRequest request = asked.request();
    assertThat(request.messages())
        .containsExactly(Message.system("Be kind."), new Message.User(List.of(Part.text("Hi"))));
    assertThat(request.sampling().temperature()).hasValue(0.5);
    assertThat(request.sampling().topP()).hasValue(0.25);
    assertThat(request.sampling().maxTokens()).hasValue(7);
    assertThat(asked.extra()).isEmpty();
  }

  @Test
  void itemsOfTheModelAreOneMessageUntilSomebodyElseSpeaks() {
    List<Message> messages =
        to(
            OTHERS,
            """
            {"role":"user","content":"Hi"},
            {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAA"},
            {"type":"message","role":"assistant","content":[{"type":"output_text","text":"A"}]},
            {"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
            {"type":"function_call_output","call_id":"c","output":"o"},
            {"role":"developer","content":"Now."}""");
    assertThat(messages)
        .containsExactly(
            new Message.User(List.of(Part.text("Hi"))),
            new Message.Assistant(List.of(Part.text("A"), new Part.ToolCall("c", "f", "{}"))),
            new Message.ToolResult(new Part.ToolResult("c", "", List.of(Part.text("o")))),
            Message.system("Now."));
  }

  @Test
  void thoughtsInCipherGoToAProviderOfTheSameFormatAlone() {
    String item =
        "{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"s\"}],"
            + "\"encrypted_content\":\"gAAA\"},{\"role\":\"user\",\"content\":\"x\"}";
    Part.Reasoning ours = thought(to(List.of("openai"), item));
    assertThat(ours.cipher()).isEqualTo("gAAA");
    assertThat(ours.isSummary()).isTrue();
    assertThat(ours.data("openai")).isPresent();
    Part.Reasoning theirs = thought(to(OTHERS, item));
    assertThat(theirs.cipher()).isEmpty();
    assertThat(theirs.text()).isEqualTo("s");
  }

  private static Part.Reasoning thought(List<Message> messages) {
    return (Part.Reasoning) ((Message.Assistant) messages.getFirst()).parts().getFirst();
  }

  @Test
  void proofsOfOtherProvidersComeBackAsTheyWent() {
    Part.Reasoning signed = new Part.Reasoning("Hm.", "sig");
    assertThat(
            thought(
                to(
                    OTHERS,
                    "{\"type\":\"reasoning\",\"summary\":[],\"content\":[{\"type\":"
                        + "\"reasoning_text\",\"text\":\"Hm.\"}],\"encrypted_content\":\""
                        + Proof.of("groq/m", signed)
                        + "\"}")))
        .isEqualTo(signed);
    Part call =
        new Part.ToolCall("c", "f", "{}")
            .withData(ProviderData.of("gemini", "thought_signature", "\"s\""));
    String items =
        "{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},"
            + "{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\""
            + Proof.of("gemini/m", (Part.ToolCall) call, "c")
            + "\"}";
    assertThat(to(OTHERS, items)).containsExactly(new Message.Assistant(List.of(call), "gemini/m"));
  }

  @Test
  void itemsWithoutAnotherFormGoToProvidersOfTheSameFormatAlone() {
    String search = "{\"type\":\"web_search_call\",\"id\":\"ws\",\"status\":\"completed\"}";
    String items = "{\"role\":\"user\",\"content\":\"x\"}," + search;
    assertThat(to(List.of("openai"), items).getLast())
        .isEqualTo(
            new Message.Assistant(List.of(new Part.Native("openai", "web_search_call", search))));
    assertThat(to(OTHERS, items)).hasSize(1);
  }

  @Test
  void toolsGoAsTheyCameToTheSameFormatAndAsFunctionsToOthers() {
    String tools =
        """
        [{"type":"function","name":"f","description":"d","parameters":{"type":"object"},
        "strict":true},{"type":"custom","name":"apply","description":"Patches."},
        {"type":"local_shell"},{"type":"web_search"},{"type":"namespace","name":"mcp","tools":[
        {"type":"function","name":"g"},{"type":"function","name":"f"}]}]""";
    Asked asked = asked("\"input\":\"x\",\"tools\":" + tools);
    assertThat(asked.extra()).containsEntry("tools", tools);
    assertThat(asked.request().tools())
        .extracting(Tool::name)
        .containsExactly("f", "apply", "local_shell", "g", "mcp--f");
    ClientTools known = new ClientTools(asked.request());
    assertThat(known.kind("apply")).isEqualTo(OutputItem.Kind.CUSTOM_CALL);
    assertThat(known.kind("local_shell")).isEqualTo(OutputItem.Kind.SHELL_CALL);
    assertThat(known.kind("f")).isEqualTo(OutputItem.Kind.FUNCTION_CALL);
    assertThat(known.namespace("f")).isEmpty();
    assertThat(known.namespace("mcp--f")).isEqualTo("mcp");
    assertThat(known.plain("mcp--f")).isEqualTo("f");
    assertThat(known.namespace("g")).isEqualTo("mcp");
  }

  @Test
  void toolsThatAnItemBringsAreTheSame() {
    String item =
        """
        {"role":"developer","tools":[{"type":"namespace","name":"functions","tools":[
        {"type":"custom","name":"exec","description":"Runs it.","format":{"type":"grammar",
        "syntax":"lark","definition":"start: SOURCE"}},{"type":"function","name":"wait"}]},
        {"type":"function","name":"f"},{"type":"web_search"}],"type":"additional_tools"}""";
    Asked asked = asked("\"input\":[" + item + ",{\"role\":\"user\",\"content\":\"x\"}]");
    assertThat(asked.request().tools()).extracting(Tool::name).containsExactly("exec", "wait", "f");
    assertThat(asked.request().tools().getFirst().description())
        .contains("Runs it.", "start: SOURCE");
    ClientTools known = new ClientTools(asked.request());
    assertThat(known.kind("exec")).isEqualTo(OutputItem.Kind.CUSTOM_CALL);
    assertThat(known.namespace("exec")).isEqualTo("functions");
    assertThat(asked.extra()).doesNotContainKey("tools");
    String items = item + ",{\"role\":\"user\",\"content\":\"x\"}";
    assertThat(to(List.of("openai"), items).getFirst())
        .isEqualTo(
            new Message.Assistant(List.of(new Part.Native("openai", "additional_tools", item))));
    assertThat(to(OTHERS, items)).hasSize(1);
  }

  @Test
  void whatIsWrongWithAToolOfAnItemIsSaid() {
    String item = "{\"type\":\"additional_tools\",\"tools\":[{\"type\":\"function\"}]}";
    assertThat(
            catchThrowableOfType(RefusedException.class, () -> asked("\"input\":[" + item + "]")))
        .hasMessageContaining("input[0].tools: tools[0].name: a tool needs a name");
  }

  @Test
  void aChoiceOfAToolIsKeptWhereverItHasAForm() {
    String tools =
        "\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"},"
            + "{\"type\":\"function\",\"name\":\"g\"},{\"type\":\"web_search\"}],\"tool_choice\":";
    assertThat(asked(tools + "\"required\"").request().toolChoice())
        .isEqualTo(new ToolChoice.Required());
    assertThat(asked(tools + "{\"type\":\"function\",\"name\":\"g\"}").request().toolChoice())
        .isEqualTo(new ToolChoice.Named("g"));
    Asked few =
        asked(
            tools
                + "{\"type\":\"allowed_tools\",\"mode\":\"required\",\"tools\":[{\"type\":"
                + "\"function\",\"name\":\"g\"}]}");
    assertThat(few.request().tools()).extracting(Tool::name).containsExactly("g");
    assertThat(few.request().toolChoice()).isEqualTo(new ToolChoice.Required());
    Asked own = asked(tools + "{\"type\":\"web_search\"}");
    assertThat(own.requestTo(List.of("openai")).providerOptions("openai"))
        .containsEntry("tool_choice", "{\"type\":\"web_search\"}");
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> own.requestTo(OTHERS));
    assertThat(refused.problem().param()).isEqualTo("tool_choice");
  }

  @Test
  void theFormOfTheAnswerIsAskedOfEveryProvider() {
    Asked asked =
        asked(
            "\"input\":\"x\",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\","
                + "\"schema\":{\"type\":\"object\"},\"strict\":true}}");
    assertThat(asked.request().responseFormat())
        .isEqualTo(new ResponseFormat.JsonSchema("n", "{\"type\":\"object\"}", true));
    assertThat(asked.extra()).isEmpty();
    assertThat(asked("\"input\":\"x\",\"text\":{\"verbosity\":\"low\"}").extra())
        .containsEntry("text", "{\"verbosity\":\"low\"}");
  }

  @Test
  void whatElseIsAskedGoesAsItCame() {
    Asked asked =
        asked(
            "\"input\":\"x\",\"store\":false,\"include\":[\"reasoning.encrypted_content\"],"
                + "\"reasoning\":{\"effort\":\"low\"},\"prompt_cache_key\":\"k\",\"own\":[1]");
    assertThat(asked.extra())
        .containsEntry("store", "false")
        .containsEntry("include", "[\"reasoning.encrypted_content\"]")
        .containsEntry("reasoning", "{\"effort\":\"low\"}")
        .containsEntry("prompt_cache_key", "\"k\"")
        .containsEntry("own", "[1]");
  }

  @Test
  void anEarlierResponseIsARun() {
    Asked asked = asked("\"input\":\"x\",\"previous_response_id\":\"resp_abc\"");
    assertThat(asked.previous()).isEqualTo("abc");
    assertThat(asked.labels()).containsEntry("previous", "resp_abc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'model':'m' | input | missing_field",
        "'input':[] | input | invalid_value",
        "'input':[{'content':'x'}] | input[0].role | missing_field",
        "'input':[{'role':'judge','content':'x'}] | input[0].role | invalid_value",
        "'input':[{'role':'user','content':[{'type':'hologram'}]}] | input[0].content[0] |"
            + " unsupported_content",
        "'input':[{'type':'function_call','call_id':'c'}] | input[0].name | missing_field",
        "'input':[{'type':'function_call_output','output':'o'}] | input[0].call_id |"
            + " missing_field",
        "'input':'x','temperature':9 | temperature | invalid_value",
        "'input':'x','tools':[{'type':'function'}] | tools[0].name | missing_field",
        "'input':'x','tool_choice':'often' | tool_choice | invalid_value",
        "'input':'x','text':{'format':{'type':'verse'}} | text.format.type | invalid_value",
        "'input':'x','conversation':'c' | conversation | unsupported_parameter",
        "'input':'x','base_url':'c' | base_url | unsupported_parameter",
        "'input':'x','previous_response_id':'abc' | previous_response_id |"
            + " previous_response_not_found",
      })
  void whatIsWrongIsRefusedByItsPath(String members, String param, String code) {
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> asked(members.replace('\'', '"')));
    assertThat(refused.problem().param()).isEqualTo(param);
    assertThat(refused.problem().code()).isEqualTo(code);
  }

  @Test
  void aReferenceIsRefusedWhereNobodyKeepsItems() {
    Asked asked =
        asked(
            "\"input\":[{\"role\":\"user\",\"content\":\"x\"},"
                + "{\"type\":\"item_reference\",\"id\":\"rs_1\"}]");
    assertThat(asked.requestTo(List.of("openai")).messages()).hasSize(2);
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> asked.requestTo(OTHERS));
    assertThat(refused.problem().param()).isEqualTo("input");
  }

  private static String proof(String data) {
    String json = "{\"call\":\"\",\"signature\":\"s\",\"cipher\":\"\",\"data\":[" + data + "]}";
    return "{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"sluice."
        + Base64.getUrlEncoder().encodeToString(json.getBytes(UTF_8))
        + "\"},{\"role\":\"user\",\"content\":\"Hi\"}";
  }

  private static Part.Reasoning proven(String data) {
    return (Part.Reasoning)
        ((Message.Assistant) to(OTHERS, proof(data)).getFirst()).parts().getFirst();
  }

  @Test
  void aProofOfManyFieldsIsReadInAMoment() {
    int count = 150_000;
    StringBuilder fields = new StringBuilder("\"a\":\"0\"");
    for (int i = 1; i < count; i++) {
      fields.append(",\"f").append(i).append("\":\"0\"");
    }
    String data = "{\"of\":\"anthropic\",\"fields\":{" + fields + "}}";
    Part.Reasoning thought = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> proven(data));
    assertThat(thought.data("anthropic").orElseThrow().fields()).hasSize(count);
  }
}
