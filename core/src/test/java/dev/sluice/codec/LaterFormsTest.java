package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.stream.Cause;
import dev.sluice.stream.Ending;
import dev.sluice.stream.Failure;
import dev.sluice.stream.FinishReason;
import dev.sluice.stream.Part;
import dev.sluice.stream.Reply;
import dev.sluice.stream.StreamEvent;
import dev.sluice.stream.Usage;
import org.junit.jupiter.api.Test;

/** What a later version of the library adds to the form is passed over, or says what it is. */
class LaterFormsTest {
  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static StreamEvent decode(String text) {
    return EventCodec.decode(json(text));
  }

  private static Part part(String text) {
    return ((StreamEvent.PartStarted) decode("{'k':'part','c':" + text + "}")).begun();
  }

  private static Cause cause(String text) {
    return ((StreamEvent.Restarted) decode("{'k':'restarted','y':" + text + "}")).cause();
  }

  @Test
  void unknownMembersArePassedOver() {
    assertThat(decode("{'k':'text','new':[{'a':[1,-2.5e+3,true,null,'']}],'s':'a','Z':{}}"))
        .isEqualTo(new StreamEvent.TextDelta(0, "a"));
    assertThat(decode("{'k':'usage','u':{'i':1,'Z':2,'n':[['a',{'o':1},7]],'x':['1','USD',7]}}"))
        .isEqualTo(
            new StreamEvent.UsageReported(
                Usage.builder()
                    .count(Usage.Count.INPUT, 1)
                    .step("a", Usage.builder().count(Usage.Count.OUTPUT, 1).build())
                    .cost(java.math.BigDecimal.ONE, "USD")
                    .build()));
  }

  @Test
  void anUnknownEventIsNobodysOwnWithItsText() {
    String form = json("{'k':'hologram', 'p':'not a number','s':[ 1.0 ]}");
    StreamEvent event = EventCodec.decode(form + "\n");
    assertThat(event).isEqualTo(new StreamEvent.Native("", "hologram", form));
    assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
  }

  @Test
  void anUnknownPartIsNobodysOwnWithItsText() {
    String form = "{'k':'hologram','s':7, 'd':'x'}";
    Part own = new Part.Native("", "hologram", json(form));
    assertThat(part(form)).isEqualTo(own);
    assertThat(part("{'k':'tool_result','c':[" + form + "]}"))
        .isEqualTo(new Part.ToolResult("", "", java.util.List.of(own)));
  }

  @Test
  void unknownMediaAreNobodysOwn() {
    for (String form :
        new String[] {
          "{'k':'media','t':'hologram','b':'AAAA'}", "{'k':'media','t':'image','Q':'elsewhere'}"
        }) {
      assertThat(part(form)).isEqualTo(new Part.Native("", "media", json(form)));
    }
  }

  @Test
  void aRequestToApproveSomethingUnknownIsNobodysOwn() {
    String form = "{'k':'approval_request','i':'a','c':{'k':'hologram'}}";
    assertThat(part(form)).isEqualTo(new Part.Native("", "approval_request", json(form)));
  }

  @Test
  void anUnknownFailureSaysItsKindAndItsMessage() {
    assertThat(cause("{'k':'failed','f':{'k':'melted','s':'it melted','n':'7'}}"))
        .isEqualTo(new Cause.Failed(new Failure.Recorded("melted", "it melted")));
    assertThat(cause("{'k':'cut','f':{'k':'melted','s':7}}"))
        .isEqualTo(new Cause.Failed(new Failure.Recorded("melted", json("{'k':'melted','s':7}"))));
  }

  @Test
  void anUnknownCauseIsAFailureThatSaysSo() {
    assertThat(cause("{'k':'abducted','by':'aliens'}"))
        .isEqualTo(
            new Cause.Failed(
                new Failure.Recorded("abducted", json("{'k':'abducted','by':'aliens'}"))));
  }

  @Test
  void anUnknownPhaseOfATimeoutIsKept() {
    assertThat(cause("{'k':'timed_out','f':{'k':'timeout','p':'handshake','a':5}}"))
        .isEqualTo(
            new Cause.Failed(
                new Failure.Recorded("timeout", json("{'k':'timeout','p':'handshake','a':5}"))));
  }

  @Test
  void anUnknownReasonToFinishIsAnotherOneInItsOwnWord() {
    assertThat(EventCodec.decodeEnding(json("{'k':'completed','s':'bored','r':{}}")))
        .isEqualTo(
            new Ending.Completed(
                Reply.builder().build(), new FinishReason(FinishReason.Kind.OTHER, "bored")));
    assertThat(EventCodec.decodeEnding(json("{'k':'completed','s':'bored','w':'BORED'}")))
        .isEqualTo(
            new Ending.Completed(
                Reply.builder().build(), new FinishReason(FinishReason.Kind.OTHER, "BORED")));
  }

  @Test
  void anUnknownEndingKeepsItsReply() {
    Ending ending =
        EventCodec.decodeEnding(json("{'k':'handed_over','y':7,'r':{'m':'openai/gpt'}}"));
    assertThat(ending.reply().askedModel()).isEqualTo("openai/gpt");
    assertThat(ending.kind()).isEqualTo("failed");
    assertThat(((Ending.Incomplete) ending).cause().failure().orElseThrow().kind())
        .isEqualTo("handed_over");
  }
}
