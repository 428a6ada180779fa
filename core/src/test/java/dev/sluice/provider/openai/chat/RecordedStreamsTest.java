package dev.sluice.provider.openai.chat;

import static dev.sluice.chat.FinishReason.Kind.TOOL_CALLS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Citation;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.testing.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded streams decode to what they are; the facts were counted by other means. */
class RecordedStreamsTest {
  private static final Outcome STOP = new Outcome.Finished(FinishReason.STOP);
  private static final Outcome CALLS =
      new Outcome.Finished(new FinishReason(TOOL_CALLS, "tool_calls"));

  @Test
  void openAisTextIsWhole() {
    Decoded decoded = decode("openai-chat/text");
    assertThat(decoded.inStream()).isEqualTo(STOP);
    assertThat(decoded.started())
        .isEqualTo(
            new StreamEvent.Started(
                "chatcmpl-D8Z5oo6uDh67AD85p73ksdT1KxhE0", "gpt-4.1-nano-2025-04-14", "req-1"));
    assertThat(decoded.text())
        .hasSize(1724)
        .startsWith("**Holiday Name:** Harmony Day\n\n**Date:**")
        .endsWith("ed human experiences and mutual respect.");
    assertThat(decoded.all(StreamEvent.TextDelta.class)).hasSize(300);
    assertThat(decoded.usages()).containsExactly(detailed(16, 300, 0, 0));
    assertThat(decoded.events())
        .as("who answers, the part's start and end, the pieces, the usage and the fingerprint")
        .hasSize(305);
  }

  @Test
  void azuresFirstChunkWithoutIdAndChoicesDoesNotHideWhoAnswers() {
    Decoded decoded = decode("openai-chat/azure-model-router");
    assertThat(decoded.inStream()).isEqualTo(STOP);
    assertThat(decoded.started().id()).isEqualTo("chatcmpl-CYPS1lijGoK8gd9lYzY3r9Sx50nbt");
    assertThat(decoded.started().model()).isEqualTo("gpt-5-nano-2025-08-07");
    assertThat(decoded.text()).isEqualTo("Capital of Denmark.");
    assertThat(decoded.all(StreamEvent.TextDelta.class)).hasSize(4);
    assertThat(decoded.usages()).containsExactly(detailed(15, 78, 0, 64));
  }

  @Test
  void groqsTextIsWholeAndItsUsageComesWithTheFinishReason() {
    Decoded decoded = decode("groq/text");
    assertThat(decoded.inStream()).isEqualTo(STOP);
    assertThat(decoded.started().model()).isEqualTo("llama-3.3-70b-versatile");
    assertThat(decoded.text())
        .hasSize(3189)
        .startsWith("Introducing \"Luminaria\" - a new holiday ")
        .endsWith("per appreciation for the magic of light.");
    assertThat(decoded.all(StreamEvent.TextDelta.class)).hasSize(661);
    assertThat(decoded.usages())
        .containsExactly(
            Usage.of(45, 662).toBuilder()
                .raw(
                    "{\"queue_time\":0.041905864,\"prompt_tokens\":45,\"prompt_time\":0.003940145,"
                        + "\"completion_tokens\":662,\"completion_time\":2.652230333,"
                        + "\"total_tokens\":707,\"total_time\":2.656170478}")
                .build());
  }

  @Test
  void groqsToolCallComesInOnePiece() {
    Decoded decoded = decode("groq/tool-call");
    assertThat(decoded.inStream()).isEqualTo(CALLS);
    assertThat(decoded.text()).isEmpty();
    assertThat(decoded.calls())
        .containsOnlyKeys(0)
        .containsEntry(0, new Decoded.Call("tk85n1k4m", "weather", "{}"));
    assertThat(decoded.usages())
        .containsExactly(
            Usage.of(210, 15).toBuilder()
                .raw(
                    "{\"queue_time\":0.041520249,\"prompt_tokens\":210,\"prompt_time\":0.010407901,"
                        + "\"completion_tokens\":15,\"completion_time\":0.046601227,"
                        + "\"total_tokens\":225,\"total_time\":0.057009128}")
                .build());
  }

  @Test
  void deepSeeksReasoningIsToldApartFromItsText() {
    Decoded decoded = decode("deepseek/reasoning");
    assertThat(decoded.inStream()).isEqualTo(STOP);
    assertThat(decoded.text()).isEqualTo("The word \"strawberry\" contains three \"r\"s.");
    assertThat(decoded.all(StreamEvent.TextDelta.class)).hasSize(13);
    assertThat(decoded.reasoning())
        .hasSize(606)
        .startsWith("We need to count the number of")
        .endsWith("nd 9. So yes, 3.\n\nThus, the answer is 3.");
    assertThat(decoded.all(StreamEvent.ReasoningDelta.class)).hasSize(205);
    assertThat(decoded.usages()).containsExactly(usage(18, 219, 0, 205));
  }

  @Test
  void deepSeeksToolCallIsJoinedFromTenPieces() {
    Decoded decoded = decode("deepseek/tool-call");
    assertThat(decoded.inStream()).isEqualTo(CALLS);
    assertThat(decoded.text()).isEmpty();
    assertThat(decoded.reasoning())
        .hasSize(191)
        .startsWith("The user is asking for the wea")
        .endsWith("cation parameter set to \"San Francisco\".");
    assertThat(decoded.calls())
        .as("behind the thoughts")
        .containsOnlyKeys(1)
        .containsEntry(
            1,
            new Decoded.Call(
                "call_00_ioIn7yN9p1ZOMNpDLwd4MgAF",
                "weather",
                "{\"location\": \"San Francisco\"}"));
    assertThat(decoded.all(StreamEvent.ToolCallDelta.class)).hasSize(10);
    assertThat(decoded.usages()).containsExactly(usage(339, 83, 320, 39));
  }

  @Test
  void mistralsThoughtsAreToldApartInsideItsContent() {
    Decoded decoded = decode("mistral/reasoning");
    assertThat(decoded.inStream()).isEqualTo(STOP);
    assertThat(decoded.started())
        .isEqualTo(
            new StreamEvent.Started(
                "a4e29c5b82f94d67b23e108a7c9df6e1", "magistral-medium-2507", "req-1"));
    assertThat(decoded.parts())
        .containsExactly(
            "reasoning The user is asking for 2+2. This is basic arithmetic. 2+2=4.",
            "text 2 + 2 = 4");
    assertThat(decoded.all(StreamEvent.ReasoningDelta.class)).hasSize(2);
    assertThat(decoded.usages()).containsExactly(Usage.of(10, 46));
  }

  @Test
  void mistralsToolCallIsOneThoughAnEmptyNameFollows() {
    Decoded decoded = decode("mistral/incremental-tool-call");
    assertThat(decoded.inStream()).isEqualTo(CALLS);
    assertThat(decoded.started().model()).isEqualTo("zai-glm-5-2");
    assertThat(decoded.parts())
        .containsExactly(
            "call chatcmpl-tool-9f149c74c42f265b webSearchTool"
                + " {\"query\": \"current Berlin weather\"}");
    assertThat(decoded.usages())
        .containsExactly(
            Usage.of(171, 14).toBuilder().count(Usage.Count.CACHED_INPUT, 128).build());
  }

  @Test
  void perplexitysSourcesAreToldOnceAndItsCumulativeUsageAsItGrows() {
    Decoded decoded = decode("perplexity/citations");
    assertThat(decoded.inStream()).isEqualTo(STOP);
    assertThat(decoded.started().model()).isEqualTo("sonar");
    assertThat(decoded.parts()).containsExactly("text The current population of **[2][3]");
    List<Citation> citations = ((Part.Text) decoded.reply().parts().getFirst()).citations();
    assertThat(citations).hasSize(7);
    assertThat(citations.getFirst().url())
        .isEqualTo("https://populationstat.com/united-states/san-francisco");
    assertThat(citations.getLast().url())
        .isEqualTo("https://www.worldometers.info/world-population/us-population/");
    assertThat(decoded.usages())
        .containsExactly(
            Usage.of(10, 1),
            Usage.of(10, 2),
            Usage.of(10, 3),
            Usage.of(10, 4),
            Usage.of(10, 5),
            Usage.of(10, 333),
            Usage.of(10, 336));
  }

  @Test
  void whatServersSayOfTheWholeAnswerIsNoted() {
    assertThat(decode("openai-chat/text").reply().data("openai").orElseThrow().fields())
        .containsExactly(
            Map.entry("service_tier", "\"default\""),
            Map.entry("system_fingerprint", "\"fp_de604bd877\""));
  }

  /** The number is that of the line with the finish reason, from 0. */
  @ParameterizedTest
  @CsvSource({
    "openai-chat/text, 301",
    "openai-chat/azure-model-router, 6",
    "groq/text, 662",
    "groq/tool-call, 2",
    "deepseek/reasoning, 219",
    "deepseek/tool-call, 51",
    "mistral/reasoning, 3",
    "mistral/incremental-tool-call, 2",
    "perplexity/citations, 7"
  })
  void everyPrefixBeforeTheFinishReasonIsTruncated(String recording, int finishLine) {
    List<String> payloads = Fixtures.payloads(recording);
    Decoded whole = decode(recording);
    for (int lines = 0; lines <= payloads.size(); lines++) {
      Decoded prefix = Decoded.prefix(payloads.subList(0, lines));
      assertThat(prefix.inStream()).as("after %d lines", lines).isNull();
      if (lines <= finishLine) {
        assertThat(prefix.atEnd()).as("after %d lines", lines).isNull();
      } else {
        assertThat(prefix.atEnd()).as("after %d lines", lines).isEqualTo(whole.inStream());
      }
      assertThat(prefix.events())
          .as("after %d lines", lines)
          .isEqualTo(whole.events().subList(0, prefix.events().size()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "openai-chat/text, 301",
    "openai-chat/azure-model-router, 6",
    "groq/text, 662",
    "groq/tool-call, 2",
    "deepseek/reasoning, 219",
    "deepseek/tool-call, 51",
    "mistral/reasoning, 3",
    "mistral/incremental-tool-call, 2",
    "perplexity/citations, 7"
  })
  void withoutItsFinishReasonARecordingIsTruncatedButLosesNoText(String recording, int finishLine) {
    Decoded cut = Decoded.payloads(Fixtures.payloads(recording).subList(0, finishLine));
    Decoded whole = decode(recording);
    assertThat(cut.inStream()).isNull();
    assertThat(cut.atEnd()).isNull();
    assertThat(cut.text()).isEqualTo(whole.text());
    assertThat(cut.reasoning()).isEqualTo(whole.reasoning());
    assertThat(cut.calls()).isEqualTo(whole.calls());
  }

  private static Decoded decode(String recording) {
    List<String> payloads = new ArrayList<>(Fixtures.payloads(recording));
    payloads.add("[DONE]");
    return Decoded.payloads(payloads);
  }

  /** What tells of sound and predictions too, which there are none of. */
  private static Usage detailed(long input, long output, long cached, long reasoning) {
    return usage(input, output, cached, reasoning).toBuilder()
        .count(Usage.Count.AUDIO_INPUT, 0)
        .count(Usage.Count.AUDIO_OUTPUT, 0)
        .count(Usage.Count.ACCEPTED_PREDICTION, 0)
        .count(Usage.Count.REJECTED_PREDICTION, 0)
        .build();
  }

  private static Usage usage(long input, long output, long cached, long reasoning) {
    return Usage.builder()
        .count(Usage.Count.INPUT, input)
        .count(Usage.Count.OUTPUT, output)
        .count(Usage.Count.CACHED_INPUT, cached)
        .count(Usage.Count.REASONING, reasoning)
        .build();
  }
}
