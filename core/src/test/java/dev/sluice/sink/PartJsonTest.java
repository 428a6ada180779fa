package dev.sluice.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines that tell of an answer's parts, where one depends on those before. */
class PartJsonTest {
  private static final Cause CAUSE = new Cause.Cancelled();
  private final EventJson json = new EventJson();

  private String line(StreamEvent event) {
    return json.of(event).replace('"', '\'');
  }

  private static StreamEvent.PartStarted call(int part) {
    return new StreamEvent.PartStarted(part, new Part.ToolCall("c", "clock", ""));
  }

  private static Part.Text commentary() {
    return new Part.Text("").asCommentary();
  }

  @Test
  void callsOfToolsAreCountedByThemselves() {
    assertThat(line(call(3))).contains("'index':0,'part':3");
    assertThat(line(call(5))).contains("'index':1,'part':5");
    assertThat(line(new StreamEvent.ToolCallDelta(3, "{"))).contains("'index':0,'part':3");
    assertThat(line(new StreamEvent.ToolCallDelta(5, "{"))).contains("'index':1,'part':5");
  }

  @Test
  void anAnswerThatBeginsAnewBeginsToCountAnew() {
    line(new StreamEvent.PartStarted(0, commentary()));
    line(call(3));
    line(new StreamEvent.Restarted(2, "a/b", CAUSE, Usage.unknown()));

    assertThat(line(new StreamEvent.TextDelta(0, "a"))).startsWith("{'type':'text'");
    assertThat(line(call(1))).contains("'index':0,'part':1");
  }

  @Test
  void anAnswerThatIsContinuedKeepsWhatStands() {
    line(new StreamEvent.PartStarted(0, commentary()));
    line(new StreamEvent.PartStarted(1, new Part.Text("")));
    line(new StreamEvent.PartStarted(2, commentary()));
    line(call(3));
    line(new StreamEvent.Continued(2, "a/b", 1, 7, CAUSE, Usage.unknown()));

    assertThat(line(new StreamEvent.TextDelta(0, "a"))).startsWith("{'type':'commentary'");
    assertThat(line(new StreamEvent.TextDelta(2, "a"))).startsWith("{'type':'text'");
    assertThat(line(call(3))).contains("'index':0,'part':3");
  }

  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of(
            new StreamEvent.PartStarted(0, new Part.Reasoning("")),
            "{'type':'part_started','part':0,'kind':'reasoning'}"),
        Arguments.of(
            new StreamEvent.PartStarted(0, new Part.Reasoning("Hm.")),
            "{'type':'reasoning','part':0,'text':'Hm.'}"),
        Arguments.of(
            new StreamEvent.PartStarted(0, new Part.Refusal("No.")),
            "{'type':'refusal','part':0,'text':'No.'}"),
        Arguments.of(
            new StreamEvent.PartStarted(0, new Part.ToolCall("c", "clock", "{}").runByProvider()),
            "{'type':'tool_call','index':0,'part':0,'id':'c','name':'clock','arguments':'{}',"
                + "'run_by_provider':true}"),
        Arguments.of(
            new StreamEvent.PartStarted(
                1, new Part.ToolResult("c", "clock", List.of(Part.text("noon")))),
            "{'type':'part_started','part':1,'kind':'tool_result','call_id':'c','name':'clock',"
                + "'failed':false,'text':'noon'}"),
        Arguments.of(
            new StreamEvent.PartStarted(
                1, new Part.ApprovalRequest("a", new Part.ToolCall("c", "clock", "{}"))),
            "{'type':'part_started','part':1,'kind':'approval_request','id':'a','name':'clock',"
                + "'arguments':'{}'}"),
        Arguments.of(
            new StreamEvent.PartStarted(1, Part.image(URI.create("https://example.org/a.png"))),
            "{'type':'part_started','part':1,'kind':'media','media':'image','media_type':'',"
                + "'url':'https://example.org/a.png'}"),
        Arguments.of(
            new StreamEvent.PartStarted(1, Part.audio("audio/wav", new byte[] {1})),
            "{'type':'part_started','part':1,'kind':'media','media':'audio',"
                + "'media_type':'audio/wav','base64':'AQ=='}"),
        Arguments.of(
            new StreamEvent.MediaDelta(1, "AQ==", true),
            "{'type':'media','part':1,'base64':'AQ==','replaces':true}"),
        Arguments.of(
            new StreamEvent.PartStarted(1, new Part.Native("other", "compaction", "{}")),
            "{'type':'part_started','part':1,'kind':'native','provider':'other',"
                + "'name':'compaction','text':'{}'}"),
        Arguments.of(new StreamEvent.NativeDelta(1, "["), "{'type':'native','part':1,'text':'['}"),
        Arguments.of(
            new StreamEvent.Cited(
                1, Citation.builder().place(2, 5).url("https://example.org").build()),
            "{'type':'citation','part':1,'from':2,'to':5,'url':'https://example.org','title':'',"
                + "'quote':''}"),
        Arguments.of(
            new StreamEvent.LogProbs(1, List.of(new StreamEvent.LogProb("a", -0.5, List.of()))),
            "{'type':'logprobs','part':1,'tokens':[{'token':'a','logprob':-0.5}]}"),
        Arguments.of(
            new StreamEvent.PartNoted(1, ProviderData.of("other", "signature", "not JSON")),
            "{'type':'part_data','part':1,'provider':'other','fields':{'signature':'not JSON'}}"),
        Arguments.of(
            new StreamEvent.PartEnded(1, new Part.Text("All.")), "{'type':'part_ended','part':1}"),
        Arguments.of(
            new StreamEvent.Noted(ProviderData.of("other", "tier", "1")),
            "{'type':'data','provider':'other','fields':{'tier':'1'}}"),
        Arguments.of(
            new StreamEvent.Warned("left out: a"), "{'type':'warning','message':'left out: a'}"),
        Arguments.of(
            new StreamEvent.Native("other", "ping", "{}"),
            "{'type':'native_event','provider':'other','name':'ping','json':'{}'}"),
        Arguments.of(
            new StreamEvent.RoundStarted(2, "a/b"), "{'type':'round','round':2,'model':'a/b'}"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void everyKindHasItsLine(StreamEvent event, String expected) {
    assertThat(line(event)).isEqualTo(expected);
  }
}
