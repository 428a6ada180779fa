package dev.sluice.provider.anthropic;

import static dev.sluice.provider.anthropic.RequestBodyTest.ASKED;
import static dev.sluice.provider.anthropic.RequestBodyTest.HEAD;
import static dev.sluice.provider.anthropic.RequestBodyTest.TAIL;
import static dev.sluice.provider.anthropic.RequestBodyTest.body;
import static dev.sluice.provider.anthropic.RequestBodyTest.golden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Conversations as the API takes them: turns, instructions, what others have said. */
class ConversationTest {
  @Test
  void everyInstructionStandsAboveTheConversation() {
    golden(
        ChatRequest.builder()
            .system("One.")
            .system("Two.")
            .user("hi")
            .assistant("hello")
            .system("Three.")
            .user("bye")
            .build(),
        HEAD
            + "'system':[{'type':'text','text':'One.'},{'type':'text','text':'Two.'},"
            + "{'type':'text','text':'Three.'}],"
            + "'messages':[{'role':'user','content':'hi'},"
            + "{'role':'assistant','content':'hello'},{'role':'user','content':'bye'}]"
            + TAIL);
  }

  @Test
  void aModelThatTakesThemHasInstructionsWhereTheyWereGiven() {
    ChatRequest request =
        ChatRequest.builder()
            .system("One.")
            .user("hi")
            .system("Two.")
            .system("Three.")
            .assistant("hello")
            .system("After an answer it cannot stand.")
            .user("bye")
            .system("Four.")
            .build();
    assertThat(body("claude-opus-4-8", request))
        .isEqualTo(
            Claude.quoted(
                "{'model':'claude-opus-4-8','max_tokens':64000,'system':["
                    + "{'type':'text','text':'One.'},"
                    + "{'type':'text','text':'After an answer it cannot stand.'}],'messages':["
                    + "{'role':'user','content':'hi'},"
                    + "{'role':'system','content':[{'type':'text','text':'Two.'},"
                    + "{'type':'text','text':'Three.'}]},"
                    + "{'role':'assistant','content':'hello'},"
                    + "{'role':'user','content':'bye'},"
                    + "{'role':'system','content':'Four.'}],'stream':true}"));
  }

  @Test
  void instructionsThatComeLaterFollowTheFieldThatStandsForTheFirst() {
    for (String own :
        List.of(
            "[{'type':'text','text':'1','cache_control':{'type':'ephemeral'}}]", "'1'", " [ ] ")) {
      ChatRequest request =
          ChatRequest.builder()
              .system("One.")
              .user("hi")
              .system("Two.")
              .assistant("hello")
              .system("Three.")
              .user("bye")
              .providerOption("anthropic", "system", Claude.quoted(own))
              .build();
      String first =
          own.equals("'1'")
              ? "[{'type':'text','text':'1'},"
              : own.contains("text") ? own.replace("]", ",") : "[";
      assertThat(body("claude-sonnet-4-5", request))
          .as(own)
          .contains(
              Claude.quoted(
                  "'system':"
                      + first
                      + "{'type':'text','text':'Two.'},{'type':'text','text':'Three.'}]"));
      assertThat(body("claude-opus-4-8", request))
          .as(own)
          .contains(Claude.quoted("'system':" + first + "{'type':'text','text':'Three.'}]"))
          .contains(Claude.quoted("{'role':'system','content':'Two.'}"));
    }
  }

  @Test
  void whatAnotherProviderSaidGoesOnWithoutItsProofs() {
    var call = new Part.ToolCall("call.1|fc/2", "a", "{\"x\":1}");
    var searched = new Part.ToolCall("ws_1", "web_search", "{}").runByProvider();
    golden(
        ChatRequest.builder()
            .user("hi")
            .message(
                new Message.Assistant(
                    List.of(
                        new Part.Reasoning("Secret", "theirs"),
                        searched,
                        new Part.ToolResult("ws_1", "web_search", List.of()).runByProvider(),
                        new Part.Native("openai", "item", "{}"),
                        Part.text("So.")
                            .cited(List.of(Citation.builder().raw("{\"x\":1}").build())),
                        new Part.Refusal("No."),
                        call),
                    "openai/gpt-5"))
            .message(Message.toolResult(call, "done"))
            .build(),
        HEAD
            + "'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':["
            + "{'type':'text','text':'So.'},{'type':'text','text':'No.'},"
            + "{'type':'tool_use','id':'call_1_fc_2','name':'a','input':{'x':1}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'call_1_fc_2',"
            + "'content':'done'}]}]"
            + TAIL);
  }

  @Test
  void idsThatAreMissingOrGivenTwiceAreMadeDifferent() {
    var first = new Part.ToolCall("", "a", "{}");
    var second = new Part.ToolCall("", "b", "{}");
    String body =
        body(
            ChatRequest.builder()
                .user("hi")
                .message(new Message.Assistant(List.of(first, second)))
                .message(Message.toolResult(first, "1"))
                .message(Message.toolResult(second, "2"))
                .message(new Message.Assistant(List.of(first)))
                .message(Message.toolResult(first, "3"))
                .build());
    assertThat(body)
        .containsSubsequence(
            "\"id\":\"call\",\"name\":\"a\"",
            "\"id\":\"call_2\",\"name\":\"b\"",
            "\"tool_use_id\":\"call\",\"content\":\"1\"",
            "\"tool_use_id\":\"call_2\",\"content\":\"2\"",
            "\"id\":\"call_3\",\"name\":\"a\"",
            "\"tool_use_id\":\"call_3\",\"content\":\"3\"");
  }

  @Test
  void argumentsThatAreNoObjectAreShownToTheModelAsTheyAre() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .message(
                new Message.Assistant(
                    List.of(
                        new Part.ToolCall("1", "a", "{\"x\":"),
                        new Part.ToolCall("2", "a", "[1]"),
                        new Part.ToolCall("3", "a", "print('hi')").asFreeText())))
            .user("go on")
            .build(),
        HEAD
            + "'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':["
            + "{'type':'tool_use','id':'1','name':'a','input':{'INVALID_JSON':'{\\\"x\\\":'}},"
            + "{'type':'tool_use','id':'2','name':'a','input':{'INVALID_JSON':'[1]'}},"
            + "{'type':'tool_use','id':'3','name':'a','input':{'input':'print(‘hi‘)'}}]},"
            + "{'role':'user','content':'go on'}]"
            + TAIL);
  }

  @Test
  void thoughtsThatNobodySignedGoBackToServersThatWantThem() {
    ChatRequest request =
        ChatRequest.builder()
            .user("hi")
            .message(
                new Message.Assistant(
                    List.of(new Part.Reasoning("Hm"), Part.text("Hi")), "kimi/k2"))
            .user("bye")
            .build();
    Dialect dialect = Dialect.ANTHROPIC.withUnsignedThoughts();
    assertThat(new RequestBody("kimi", "k2", request, dialect).write())
        .contains(
            Claude.quoted(
                "{'role':'assistant','content':[{'type':'thinking','thinking':'Hm','signature':''},"
                    + "{'type':'text','text':'Hi'}]}"));
    assertThat(new RequestBody("kimi", "k2", request, Dialect.ANTHROPIC).write())
        .contains(Claude.quoted("{'role':'assistant','content':'Hi'}"));
    assertThat(new RequestBody("other", "k2", request, dialect).write())
        .contains(Claude.quoted("{'role':'assistant','content':'Hi'}"));
  }

  @Test
  void theBeginningOfAnAnswerDoesNotEndInBlanks() {
    golden(
        ChatRequest.builder().user("hi").assistant("Once upon \n").build(),
        HEAD
            + "'messages':[{'role':'user','content':'hi'},"
            + "{'role':'assistant','content':'Once upon'}]"
            + TAIL);
    golden(ChatRequest.builder().user("hi").assistant(" \n").build(), HEAD + ASKED + TAIL);
  }

  @Test
  void blanksInTheMidstOfAnAnswerStay() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .message(
                new Message.Assistant(
                    List.of(Part.text("a"), Part.text(" "), Part.text(""), Part.text("b "))))
            .user("bye")
            .build(),
        HEAD
            + "'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':["
            + "{'type':'text','text':'a'},{'type':'text','text':' '},"
            + "{'type':'text','text':'b '}]},{'role':'user','content':'bye'}]"
            + TAIL);
  }

  /** The API refuses a message whose texts are blank, as some before a call are. */
  @Test
  void anAnswerOfBlanksAloneIsLeftOut() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .message(
                new Message.Assistant(
                    List.of(Part.text("\n\n"), new Part.ToolCall("t", "a", "{}"))))
            .user("bye")
            .build(),
        HEAD
            + "'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':["
            + "{'type':'tool_use','id':'t','name':'a','input':{}}]},"
            + "{'role':'user','content':'bye'}]"
            + TAIL);
  }
}
