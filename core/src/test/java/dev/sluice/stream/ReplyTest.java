package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.stream.StreamEvent.PartStarted;
import dev.sluice.stream.StreamEvent.ReasoningDelta;
import dev.sluice.stream.StreamEvent.RefusalDelta;
import dev.sluice.stream.StreamEvent.ToolCallDelta;
import dev.sluice.stream.StreamEvent.UsageReported;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyTest {
  private final Push source = new Push();
  private final ChatStream stream = source.stream();

  @Test
  void deltasOfEachKindAreJoinedApart() {
    source.event(new ReasoningDelta(0, "h")).text("a").event(new ReasoningDelta(0, "m")).text("b");
    source.event(new RefusalDelta(0, "n")).event(new RefusalDelta(0, "o"));
    Reply reply = reply();
    assertThat(reply.text()).isEqualTo("ab");
    assertThat(reply.reasoning()).isEqualTo("hm");
    assertThat(reply.refusal()).isEqualTo("no");
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
  void theLastReportOfUsageCounts() {
    source.event(new UsageReported(Usage.of(1, 1))).event(new UsageReported(Usage.of(1, 9)));
    assertThat(reply().usage()).isEqualTo(Usage.of(1, 9));
  }

  @Test
  void aReplyIsAMessageOfItsText() {
    source.event(new ReasoningDelta(0, "hm")).text("hello");
    assertThat(reply().toMessage()).isEqualTo(Message.assistant("hello"));
  }

  @Test
  void aReplyOfToolCallsAloneHasNoEmptyText() {
    source
        .event(new PartStarted(0, new Part.ToolCall("t", "a", "")))
        .event(new ToolCallDelta(0, "{}"));
    assertThat(reply().toMessage())
        .isEqualTo(new Message.Assistant(List.of(new Part.ToolCall("t", "a", "{}"))));
  }

  @Test
  void aReplyOfTextAndToolCallsHasBothInThisOrder() {
    source.event(new PartStarted(0, new Part.ToolCall("t", "a", ""))).text("so");
    assertThat(reply().toMessage())
        .isEqualTo(
            new Message.Assistant(List.of(new Part.Text("so"), new Part.ToolCall("t", "a", ""))));
  }

  @Test
  void aRefusalStandsWhereTheTextWouldAndAnEmptyReplyIsEmptyText() {
    source.event(new RefusalDelta(0, "no"));
    assertThat(reply().toMessage()).isEqualTo(Message.assistant("no"));
    Push silent = new Push();
    ChatStream nothing = silent.stream();
    silent.finish();
    assertThat(nothing.await().reply().toMessage()).isEqualTo(Message.assistant(""));
  }

  private Reply reply() {
    source.finish();
    return stream.await().completeReply();
  }
}
