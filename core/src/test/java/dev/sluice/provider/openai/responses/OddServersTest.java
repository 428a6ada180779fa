package dev.sluice.provider.openai.responses;

import static dev.sluice.provider.openai.responses.Streams.finish;
import static dev.sluice.provider.openai.responses.Streams.lines;
import static dev.sluice.provider.openai.responses.Streams.parts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers send that speak this format in their own way. */
class OddServersTest {
  private static final String COMPLETED =
      "{'type':'response.completed','response':{'id':'r','status':'completed'}}";

  /** As llama.cpp's server sends it: without numbers, indexes and, at first, the model. */
  @Test
  void eventsWithoutNumbersAndIndexesAreToldApartById() {
    Answered answered =
        lines(
            """
            {'type':'response.created','response':{'id':'r','object':'response','status':'in_progress'}}
            {'type':'response.in_progress','response':{'id':'r','object':'response','status':'in_progress'}}
            {'type':'response.output_item.added','item':{'id':'rs_1','summary':[],'type':'reasoning','content':[],'encrypted_content':'','status':'in_progress'}}
            {'type':'response.reasoning_text.delta','delta':'Hm','item_id':'rs_1'}
            {'type':'response.reasoning_text.delta','delta':'m','item_id':'rs_1'}
            {'type':'response.output_item.added','item':{'content':[],'id':'msg_1','role':'assistant','status':'in_progress','type':'message'}}
            {'type':'response.content_part.added','item_id':'msg_1','part':{'type':'output_text','text':''}}
            {'type':'response.output_text.delta','item_id':'msg_1','delta':'Hel'}
            {'type':'response.output_text.delta','item_id':'msg_1','delta':'lo'}
            {'type':'response.output_item.added','item':{'id':'fc_1','type':'function_call','call_id':'c1','name':'f','arguments':'','status':'in_progress'}}
            {'type':'response.function_call_arguments.delta','item_id':'fc_1','delta':'{'}
            {'type':'response.output_item.added','item':{'id':'fc_2','type':'function_call','call_id':'c2','name':'g','arguments':'','status':'in_progress'}}
            {'type':'response.function_call_arguments.delta','item_id':'fc_2','delta':'[]'}
            {'type':'response.function_call_arguments.delta','item_id':'fc_1','delta':'}'}
            {'type':'response.output_item.done','item':{'id':'rs_1','type':'reasoning','summary':[],'content':[{'text':'Hmm','type':'reasoning_text'}],'encrypted_content':''}}
            {'type':'response.output_text.done','item_id':'msg_1','text':'Hello'}
            {'type':'response.content_part.done','item_id':'msg_1','part':{'type':'output_text','annotations':[],'logprobs':[],'text':'Hello'}}
            {'type':'response.output_item.done','item':{'type':'message','status':'completed','id':'msg_1','content':[{'type':'output_text','text':'Hello'}],'role':'assistant'}}
            {'type':'response.output_item.done','item':{'type':'function_call','status':'completed','arguments':'{}','call_id':'c1','name':'f','id':'fc_1'}}
            {'type':'response.output_item.done','item':{'type':'function_call','status':'completed','arguments':'[]','call_id':'c2','name':'g','id':'fc_2'}}
            {'type':'response.completed','response':{'id':'r','object':'response','status':'completed','model':'smol','output':[{'id':'rs_1','type':'reasoning'},{'id':'msg_1','type':'message'},{'id':'fc_1','type':'function_call'},{'id':'fc_2','type':'function_call'}],'usage':{'input_tokens':3,'output_tokens':6}}}
            """);
    assertThat(answered.reply().parts()).hasSize(4);
    assertThat(answered.reply().reasoning()).isEqualTo("Hmm");
    assertThat(answered.reply().text()).isEqualTo("Hello");
    assertThat(answered.reply().toolCalls())
        .extracting(Part.ToolCall::arguments)
        .containsExactly("{}", "[]");
    assertThat(finish(answered).kind()).isEqualTo(FinishReason.Kind.TOOL_CALLS);
    assertThat(answered.reply().usage().outputTokens()).hasValue(6);
  }

  @Test
  void withNeitherIndexesNorIdsAPieceBelongsToTheLatestItemThatItCanBeOf() {
    Answered answered =
        lines(
            """
            {'type':'response.output_item.added','item':{'type':'message','content':[]}}
            {'type':'response.content_part.added','part':{'type':'output_text','text':''}}
            {'type':'response.output_text.delta','delta':'One'}
            {'type':'response.content_part.done','part':{'type':'output_text','text':'One'}}
            {'type':'response.output_item.done','item':{'type':'message','content':[{'type':'output_text','text':'One'}]}}
            {'type':'response.output_item.added','item':{'type':'function_call','call_id':'c','name':'f'}}
            {'type':'response.function_call_arguments.delta','delta':'{'}
            {'type':'response.function_call_arguments.delta','delta':'}'}
            {'type':'response.output_item.done','item':{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}}
            {'type':'response.output_item.added','item':{'type':'message','content':[]}}
            {'type':'response.output_text.delta','delta':'Two'}
            {'type':'response.output_item.done','item':{'type':'message','content':[{'type':'output_text','text':'Two'}]}}
            {'type':'response.completed','response':{'status':'completed','output':[{'type':'message','content':[{'type':'output_text','text':'One'}]},{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},{'type':'message','content':[{'type':'output_text','text':'Two'}]}]}}
            """);
    assertThat(answered.reply().parts())
        .containsExactly(Part.text("One"), new Part.ToolCall("c", "f", "{}"), Part.text("Two"));
  }

  @Test
  void idsThatChangeWithEachEventDoNotTearAnItemApart() {
    Answered answered =
        lines(
            """
            {'type':'response.output_item.added','output_index':0,'item':{'id':'aaa','type':'message','content':[]}}
            {'type':'response.output_text.delta','item_id':'bbb','output_index':0,'content_index':0,'delta':'One'}
            {'type':'response.output_text.delta','item_id':'ccc','output_index':0,'content_index':0,'delta':' two'}
            {'type':'response.output_text.done','item_id':'ddd','output_index':0,'content_index':0,'text':'One two'}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'eee','type':'message','content':[{'type':'output_text','text':'One two'}]}}
            {'type':'response.completed','response':{'status':'completed','output':[{'id':'fff','type':'message','content':[{'type':'output_text','text':'One two'}]}]}}
            """);
    assertThat(answered.reply().parts()).hasSize(1);
    assertThat(answered.reply().text()).isEqualTo("One two");
  }

  @Test
  void itemsThatAllHaveOneIndexAreToldApartById() {
    Answered answered =
        lines(
            """
            {'type':'response.output_item.added','output_index':0,'item':{'id':'a','type':'function_call','call_id':'c1','name':'f','arguments':''}}
            {'type':'response.output_item.added','output_index':0,'item':{'id':'b','type':'function_call','call_id':'c2','name':'g','arguments':''}}
            {'type':'response.function_call_arguments.delta','output_index':0,'item_id':'a','delta':'{}'}
            {'type':'response.function_call_arguments.delta','output_index':0,'item_id':'b','delta':'[]'}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'a','type':'function_call','call_id':'c1','name':'f','arguments':'{}'}}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'b','type':'function_call','call_id':'c2','name':'g','arguments':'[]'}}
            """
                + COMPLETED);
    assertThat(answered.reply().toolCalls())
        .extracting(Part.ToolCall::name, Part.ToolCall::arguments)
        .containsExactly(tuple("f", "{}"), tuple("g", "[]"));
  }

  @Test
  void aTextOnlyInItsRepetitionIsToldOnceWhereverItIs() {
    String text = "'type':'output_text','text':'Hello'";
    String item = "{'id':'m','type':'message','content':[{" + text + "}]}";
    for (String only :
        List.of(
            "{'type':'response.output_text.done','output_index':0,'item_id':'m','text':'Hello'}",
            "{'type':'response.content_part.done','output_index':0,'item_id':'m','part':{"
                + text
                + "}}",
            "{'type':'response.output_item.done','output_index':0,'item':" + item + "}",
            "{'type':'response.in_progress'}")) {
      Answered answered =
          lines(
              only
                  + "\n{'type':'response.completed','response':{'status':'completed','output':["
                  + item
                  + "]}}");
      assertThat(answered.reply().parts()).as(only).hasSize(1);
      assertThat(answered.all(StreamEvent.TextDelta.class))
          .as(only)
          .containsExactly(new StreamEvent.TextDelta(0, "Hello"));
    }
  }

  @Test
  void whatDeltasHaveToldWronglyIsRightInTheEnd() {
    Answered answered =
        lines(
            """
            {'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'Hel'}
            {'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':' world'}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'m','type':'message','content':[{'type':'output_text','text':'Hello, world'}]}}
            {'type':'response.output_item.added','output_index':1,'item':{'id':'f','type':'function_call','call_id':'c','name':'f','arguments':''}}
            {'type':'response.function_call_arguments.delta','output_index':1,'delta':'{\\u0022a\\u0022:2}'}
            {'type':'response.output_item.done','output_index':1,'item':{'id':'f','type':'function_call','call_id':'c','name':'f','arguments':'{\\u0022a\\u0022:12}'}}
            """
                + COMPLETED);
    assertThat(answered.reply().text()).isEqualTo("Hello, world");
    assertThat(answered.reply().toolCalls().getFirst().arguments()).isEqualTo("{\"a\":12}");
  }

  @Test
  void deltasAloneAreAnAnswer() {
    Answered answered =
        lines(
            """
            {'type':'response.reasoning.delta','delta':'Hm'}
            {'type':'response.output_text.delta','delta':'Hel'}
            {'type':'response.output_text.delta','delta':'lo'}
            {'type':'response.function_call_arguments.delta','delta':'{}'}
            """
                + COMPLETED);
    assertThat(answered.reply().reasoning()).isEqualTo("Hm");
    assertThat(answered.reply().text()).isEqualTo("Hello");
    assertThat(answered.reply().toolCalls().getFirst().arguments()).isEqualTo("{}");
    assertThat(answered.reply().parts()).allSatisfy(part -> assertThat(part.isWhole()).isTrue());
    assertThat(finish(answered).kind()).isEqualTo(FinishReason.Kind.TOOL_CALLS);
  }

  @Test
  void piecesOfASummaryWithoutIndexesBeginWhereTheirServerSaysIt() {
    Answered answered =
        lines(
            """
            {'type':'response.output_item.added','item':{'id':'rs','type':'reasoning','summary':[]}}
            {'type':'response.reasoning_summary_part.added','item_id':'rs'}
            {'type':'response.reasoning_summary_text.delta','item_id':'rs','delta':'One'}
            {'type':'response.reasoning_summary_part.added','item_id':'rs'}
            {'type':'response.reasoning_summary_text.delta','item_id':'rs','delta':'Two'}
            {'type':'response.output_item.done','item':{'id':'rs','type':'reasoning','summary':[{'type':'summary_text','text':'One'},{'type':'summary_text','text':'Two'}],'encrypted_content':'c'}}
            """
                + COMPLETED);
    assertThat(parts(answered, Part.Reasoning.class))
        .extracting(Part.Reasoning::text)
        .containsExactly("One", "Two");
  }

  /** The type stands last, is missing, or says something else than the event's field. */
  @Test
  void theTypeIsFoundWhereverItIsSaid() {
    String body =
        """
        data: {"delta":"a","output_index":0,"type":"response.output_text.delta"}

        event: response.output_text.delta
        data: {"delta":"b","output_index":0}

        event: message
        data: {"type":"response.output_text.delta","delta":"c","output_index":0}

        event: response.refusal.delta
        data: {"type":"response.output_text.delta","delta":"d","output_index":0}

        event: response.completed
        data: {"response":{"output":[]}}

        """;
    Answered answered =
        Answered.of(
            Streams.FORMAT,
            ChatRequest.of("hi"),
            Streams.HEAD,
            body.getBytes(StandardCharsets.UTF_8));
    assertThat(answered.reply().text()).isEqualTo("abcd");
    assertThat(answered.reply().refusal()).isEmpty();
    assertThat(finish(answered).raw()).isEqualTo("completed");
  }

  @Test
  void numbersThatStandStillAreNoRepetition() {
    Answered answered =
        lines(
            """
            {'type':'response.output_text.delta','sequence_number':0,'output_index':0,'delta':'a'}
            {'type':'response.output_text.delta','sequence_number':0,'output_index':0,'delta':'b'}
            {'type':'response.output_text.delta','sequence_number':-1,'output_index':0,'content_index':-1,'delta':'c'}
            """
                + COMPLETED);
    assertThat(answered.reply().text()).isEqualTo("abc");
    assertThat(answered.reply().parts()).hasSize(1);
  }

  @Test
  void moreItemsThanAnAnswerHasAreRefusedByName() {
    StringBuilder events = new StringBuilder();
    for (int i = 0; i <= Items.MAX; i++) {
      events
          .append("{\"type\":\"response.output_item.added\",\"output_index\":")
          .append(i)
          .append(",\"item\":{\"type\":\"message\"}}\n");
    }
    Answered answered =
        Answered.once(
            Streams.FORMAT,
            ChatRequest.of("hi"),
            Streams.HEAD,
            new Pieces("whole", List.of(Streams.framed(events.toString().lines().toList()))));
    assertThat(Streams.cause(answered))
        .isInstanceOfSatisfying(
            Cause.Failed.class,
            failed ->
                assertThat(failed.why())
                    .isEqualTo(
                        new Failure.LimitExceeded("the list of output items", 4096, "items")));
  }

  @Test
  void soundThatIsNoBase64IsNamed() {
    Answered answered = lines("{'type':'response.audio.delta','delta':'§§§'}\n" + COMPLETED);
    assertThat(Streams.cause(answered))
        .isInstanceOfSatisfying(
            Cause.Failed.class,
            failed -> assertThat(failed.why()).isInstanceOf(Failure.Malformed.class));
  }

  /** From a server that answers every path in one format; nothing of it is an error of its own. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'object':'chat.completion.chunk','choices':[{'delta':{'content':'Hi'}}]}",
        "{'type':'message_start','message':{'id':'m','content':[]}}"
      })
  void anotherFormatsAnswerIsNamedWithAnExcerpt(String event) {
    for (String end : List.of("", "[DONE]\n")) {
      assertThat(Streams.cause(lines(event + "\n" + end)).message())
          .startsWith("the answer is none of the responses API: " + event.replace('\'', '"'));
    }
  }

  @Test
  void aStreamOfNothingButKeepalivesIsTruncated() {
    assertThat(Streams.cause(lines("{'type':'keepalive','sequence_number':1}\n")))
        .isInstanceOf(Cause.Truncated.class);
  }

  /** Their answer would have been completed in its midst. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'vendor.tool_result','output':[{'text':'3 pages'}]}",
        "{'type':'vendor.progress','response':{'id':'r'}}"
      })
  void anEventOfAnotherKindIsNoEndWhateverItHolds(String event) {
    Answered answered =
        lines(
            "{'type':'response.output_text.delta','output_index':0,'delta':'Hel'}\n"
                + event
                + "\n{'type':'response.output_text.delta','output_index':0,'delta':'lo'}\n"
                + COMPLETED);
    assertThat(answered.reply().text()).isEqualTo("Hello");
    assertThat(finish(answered)).isEqualTo(new FinishReason(FinishReason.Kind.STOP, "completed"));
    Answered cut =
        lines("{'type':'response.output_text.delta','output_index':0,'delta':'Hel'}\n" + event);
    assertThat(Streams.cause(cut)).isInstanceOf(Cause.Truncated.class);
  }
}
