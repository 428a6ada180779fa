package dev.sluice.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Fixtures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded streams decode to what they are; the facts were counted by other means. */
class RecordedGeminiTest {

  @Test
  void aTextIsOnePartAndItsSignatureAnother() {
    Answered answer = decode("text");
    assertCompleted(answer, FinishReason.Kind.STOP);
    assertStarted(answer, "bH6LaZW8Fp_3nsEPqtaSwQ4", "gemini-3-pro-preview");
    assertThat(answer.reply().text())
        .isEqualTo("There are **3** \"r\"s in strawberry.\n\nst**r**awbe**rr**y");
    assertThat(answer.all(StreamEvent.TextDelta.class)).hasSize(2);
    assertThat(answer.reply().parts()).hasSize(2);
    assertThat(answer.reply().parts().get(0).data()).isEmpty();
    assertSigned(answer.reply().parts().get(1), 916, "EqsFCqgFAb", "G37eeWcow=");
    assertUsage(answer, 9, 23 + 185, 185);
  }

  @Test
  void thoughtsThatAreNotShownAreCounted() {
    Answered answer = decode("reasoning");
    assertCompleted(answer, FinishReason.Kind.STOP);
    assertStarted(answer, "dX6LadKVC7SZ28oPr9yJoQs", "gemini-3-pro-preview");
    assertThat(answer.reply().text())
        .hasSize(79)
        .startsWith("There are **3** \"r\"s in")
        .endsWith("st**r**awbe**rr**y.");
    assertThat(answer.reply().reasoning()).isEmpty();
    assertThat(answer.reply().parts()).hasSize(2);
    assertSigned(answer.reply().parts().get(1), 1216, "Eo0HCooHAb", "mwAj/uUJKN");
    assertUsage(answer, 9, 29 + 256, 256);
  }

  @ParameterizedTest
  @CsvSource({
    "tool-call, 396, EqUCCqICAb, m2yAMkHj4=, 45, b36LacjwM668nsEP2tbsgQQ",
    "tool-call-signed, 5488, EpEgCo4gAb, vQw3YcJ1FX, 804, QHiLaa6LBrb8vdIPoNztsAg"
  })
  void aCallHasItsSignatureAndNoId(
      String name, int length, String begin, String end, int thoughts, String id) {
    Answered answer = decode(name);
    assertCompleted(answer, FinishReason.Kind.TOOL_CALLS);
    assertStarted(answer, id, "gemini-3-pro-preview");
    assertThat(answer.reply().parts()).as("an empty text is none").hasSize(1);
    Part.ToolCall call = answer.reply().toolCalls().getFirst();
    assertThat(call.id()).isEmpty();
    assertThat(call.name()).isEqualTo("weather");
    assertThat(call.arguments()).isEqualTo("{\"location\":\"San Francisco\"}");
    assertThat(call.isWhole()).isTrue();
    assertSigned(call, length, begin, end);
    assertUsage(answer, 29, 15 + thoughts, thoughts);
  }

  @Test
  void argumentsThatComePieceByPieceAreJson() {
    Answered answer = decode("stream-tool-call-arguments");
    assertCompleted(answer, FinishReason.Kind.TOOL_CALLS);
    assertStarted(answer, "dqHOab6xGLzWodAPkPuViA4", "gemini-3.1-pro-preview");
    List<Part.ToolCall> calls = answer.reply().toolCalls();
    assertThat(calls).extracting(Part.ToolCall::name).containsExactly("getWeather", "getWeather");
    assertThat(calls)
        .extracting(Part.ToolCall::arguments)
        .containsExactly("{\"location\":\"Boston\"}", "{\"location\":\"San Francisco\"}");
    assertSigned(calls.get(0), 1032, "CiMBjz1rX2", "Zy5VsZ0qQ=");
    assertThat(calls.get(1).data()).as("only the first of parallel calls is signed").isEmpty();
    assertThat(answer.all(StreamEvent.ToolCallDelta.class))
        .extracting(StreamEvent.ToolCallDelta::fragment)
        .startsWith("{\"location\":\"Boston", "\"", "}");
    assertUsage(answer, 26, 23 + 132, 132);
  }

  @ParameterizedTest
  @CsvSource({
    "text, 3, 0",
    "reasoning, 3, 0",
    "tool-call, 2, 1",
    "tool-call-signed, 2, 1",
    "stream-tool-call-arguments, 8, 1"
  })
  void cutAtAnyEventItIsTruncatedWithWhatHadCome(String name, int events, int firstCall) {
    List<String> payloads = Fixtures.payloads("gemini/" + name);
    assertThat(payloads).hasSize(events);
    Answered whole = Gemini.cut(payloads);
    for (int i = 0; i < events; i++) {
      Answered answer = Gemini.cut(payloads.subList(0, i));
      assertThat(answer.ending()).isInstanceOf(Ending.Incomplete.class);
      assertThat(((Ending.Incomplete) answer.ending()).cause()).isInstanceOf(Cause.Truncated.class);
      assertThat(answer.ending().reply().toolCalls().isEmpty()).isEqualTo(firstCall == 0 || i == 0);
      assertThat(whole.events().subList(0, answer.events().size())).isEqualTo(answer.events());
    }
  }

  @ParameterizedTest
  @CsvSource({"text", "reasoning", "tool-call", "tool-call-signed"})
  void sentBackItIsExactlyWhatCame(String name) {
    Answered answer = decode(name);
    String parts = String.join(",", wireParts(Fixtures.payloads("gemini/" + name)));
    Gemini.assertJson(
        Gemini.body(
            "gemini-3-pro-preview",
            dev.sluice.chat.ChatRequest.of(
                List.of(Message.user("hi"), answer.reply().toMessage()))),
        "{'contents':[{'role':'user','parts':[{'text':'hi'}]},{'role':'model','parts':["
            + parts.replace("'", "\\u0027")
            + "]}]}");
  }

  @Test
  void streamedArgumentsGoBackAsTheObjectThatTheyAre() {
    Answered answer = decode("stream-tool-call-arguments");
    String first = Fixtures.payloads("gemini/stream-tool-call-arguments").getFirst();
    String signature = first.replaceAll(".*\"thoughtSignature\":\"([^\"]*)\".*", "$1");
    assertThat(signature).hasSize(1032);
    Gemini.assertJson(
        Gemini.body(
            "gemini-3.1-pro-preview",
            dev.sluice.chat.ChatRequest.of(
                List.of(Message.user("hi"), answer.reply().toMessage()))),
        "{'contents':[{'role':'user','parts':[{'text':'hi'}]},{'role':'model','parts':["
            + "{'functionCall':{'name':'getWeather','args':{'location':'Boston'}},"
            + "'thoughtSignature':'"
            + signature
            + "'},"
            + "{'functionCall':{'name':'getWeather','args':{'location':'San Francisco'}}}]}]}");
  }

  /** The parts as the wire has them, pieces of one text joined, by means of text alone. */
  private static List<String> wireParts(List<String> payloads) {
    List<String> all = new java.util.ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (String payload : payloads) {
      String part = payload.replaceAll(".*\"parts\":\\[(\\{.*\\})\\],\"role\":\"model\".*", "$1");
      if (part.startsWith("{\"text\":\"") && !part.contains("thoughtSignature")) {
        text.append(part, 9, part.length() - 2);
      } else {
        if (!text.isEmpty()) {
          all.add("{\"text\":\"" + text + "\"}");
          text.setLength(0);
        }
        all.add(part);
      }
    }
    return all;
  }

  private static Answered decode(String name) {
    return Gemini.streamed(Fixtures.payloads("gemini/" + name));
  }

  private static void assertCompleted(Answered answer, FinishReason.Kind kind) {
    assertThat(answer.ending()).isInstanceOf(Ending.Completed.class);
    assertThat(((Ending.Completed) answer.ending()).finishReason())
        .isEqualTo(new FinishReason(kind, "STOP"));
  }

  private static void assertStarted(Answered answer, String id, String model) {
    assertThat(answer.all(StreamEvent.Started.class))
        .containsExactly(new StreamEvent.Started(id, model, ""));
    assertThat(answer.events().getFirst()).isInstanceOf(StreamEvent.Started.class);
  }

  private static void assertSigned(Part part, int length, String begin, String end) {
    String signature = part.data("gemini").orElseThrow().field("thoughtSignature").orElseThrow();
    assertThat(signature).hasSize(length + 2).startsWith("\"" + begin).endsWith(end + "\"");
  }

  private static void assertUsage(Answered answer, long in, long out, long thoughts) {
    Usage usage = answer.reply().usage();
    assertThat(usage.inputTokens()).hasValue(in);
    assertThat(usage.outputTokens()).hasValue(out);
    assertThat(usage.reasoningTokens()).hasValue(thoughts);
    assertThat(usage.cachedInputTokens()).isEmpty();
    assertThat(usage.raw()).startsWith("{\"promptTokenCount\":" + in);
  }
}
