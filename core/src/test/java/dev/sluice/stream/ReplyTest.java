package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.PartEnded;
import dev.sluice.chat.StreamEvent.PartStarted;
import dev.sluice.chat.StreamEvent.ReasoningDelta;
import dev.sluice.chat.StreamEvent.RefusalDelta;
import dev.sluice.chat.StreamEvent.TextDelta;
import dev.sluice.chat.StreamEvent.ToolCallDelta;
import dev.sluice.chat.StreamEvent.UsageReported;
import dev.sluice.chat.Usage;
import dev.sluice.testing.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplyTest {
  private static final String ASKED = "test/push";

  private final Push source = new Push();
  private final ChatStream stream = source.stream();

  @Test
  void deltasOfEachKindAreJoinedApart() {
    source.event(new ReasoningDelta(1, "h")).text("a").event(new ReasoningDelta(1, "m")).text("b");
    source.event(new RefusalDelta(2, "n")).event(new RefusalDelta(2, "o"));
    Reply reply = reply();
    assertThat(reply.text()).isEqualTo("ab");
    assertThat(reply.reasoning()).isEqualTo("hm");
    assertThat(reply.refusal()).isEqualTo("no");
  }

  @Test
  void aPieceOfAnotherKindThanItsPartIsADefectOfItsSource() {
    source.text("a").event(new ReasoningDelta(0, "hm"));
    assertThat(stream.await())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early ->
                assertThat(early.cause().message())
                    .contains("the part 0 is a Text: a ReasoningDelta is no piece of it"));
  }

  @Test
  void aPartThatBeginsTwiceIsADefectOfItsSource() {
    source.event(new PartStarted(0, Part.text(""))).event(new PartStarted(0, Part.text("")));
    assertThat(stream.await())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early -> assertThat(early.cause().message()).contains("the part 0 has begun already"));
  }

  @Test
  void toolCallsStandInTheOrderOfTheirIndexes() {
    source
        .event(new PartStarted(1, new Part.ToolCall("t-1", "b", "")))
        .event(new ToolCallDelta(1, "["));
    source
        .event(new PartStarted(0, new Part.ToolCall("t-0", "a", "")))
        .event(new ToolCallDelta(0, "{}"));
    source.event(new ToolCallDelta(1, "]"));
    assertThat(reply().toolCalls())
        .containsExactly(new Part.ToolCall("t-0", "a", "{}"), new Part.ToolCall("t-1", "b", "[]"));
  }

  @Test
  void argumentsWithoutABeginningAreKept() {
    source.event(new ToolCallDelta(3, "{}"));
    assertThat(reply().toolCalls()).containsExactly(new Part.ToolCall("", "", "{}"));
  }

  @Test
  void theEndOfAPartTellsReadersTheWholePart() {
    List<StreamEvent> events = new ArrayList<>();
    source
        .event(new PartStarted(0, Part.text("")))
        .text("on")
        .text("e")
        .event(new PartEnded(0, Part.text("")))
        .finish();
    stream.events().forEach(events::add);
    assertThat(events.get(3)).isEqualTo(Parts.textEnds(0, "one"));
    assertThat(stream.await().reply().parts()).containsExactly(Part.text("one"));
  }

  @Test
  void whatBrokeOffIsNotWholeThoughItsArgumentsParse() {
    source.text("one").event(new PartEnded(0, Part.text("")));
    source
        .event(new PartStarted(1, new Part.ToolCall("t", "a", "")))
        .event(new ToolCallDelta(1, "{}"));
    source.end(new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty())));
    Reply partial = stream.await().reply();
    assertThat(partial.isComplete()).isFalse();
    assertThat(partial.parts())
        .containsExactly(Part.text("one"), new Part.ToolCall("t", "a", "{}").unfinished());
    assertThat(partial.toMessage())
        .as("an unfinished call does not go back")
        .isEqualTo(new Message.Assistant(List.of(Part.text("one")), ASKED));
  }

  @Test
  void theLastReportOfUsageCounts() {
    source.event(new UsageReported(Usage.of(1, 1))).event(new UsageReported(Usage.of(1, 9)));
    assertThat(reply().usage()).isEqualTo(Usage.of(1, 9));
  }

  @Test
  void aReplyIsAMessageOfItsPartsThatRemembersWhoAnswered() {
    source.event(new ReasoningDelta(0, "hm")).event(new TextDelta(1, "hello"));
    assertThat(reply().toMessage())
        .isEqualTo(
            new Message.Assistant(List.of(new Part.Reasoning("hm"), Part.text("hello")), ASKED));
  }

  @Test
  void aReplyOfToolCallsAloneHasNoEmptyText() {
    source
        .event(new PartStarted(0, new Part.ToolCall("t", "a", "")))
        .event(new ToolCallDelta(0, "{}"));
    assertThat(reply().toMessage())
        .isEqualTo(new Message.Assistant(List.of(new Part.ToolCall("t", "a", "{}")), ASKED));
  }

  @Test
  void aReplyOfToolCallsAndTextHasBothInTheOrderInWhichTheyCame() {
    source.event(new PartStarted(0, new Part.ToolCall("t", "a", ""))).event(new TextDelta(1, "so"));
    assertThat(reply().toMessage())
        .isEqualTo(
            new Message.Assistant(
                List.of(new Part.ToolCall("t", "a", ""), new Part.Text("so")), ASKED));
  }

  @Test
  void aRefusalIsSeenAsTextAndGoesBackAsRefusal() {
    source.event(new RefusalDelta(0, "no"));
    Reply reply = reply();
    assertThat(reply.text()).isEqualTo("no");
    assertThat(reply.toMessage())
        .isEqualTo(new Message.Assistant(List.of(new Part.Refusal("no")), ASKED));
  }

  @Test
  void anEmptyReplyIsAMessageOfNothing() {
    assertThat(reply().toMessage()).isEqualTo(new Message.Assistant(List.of(), ASKED));
  }

  private Reply reply() {
    source.finish();
    return stream.await().completeReply();
  }
}
