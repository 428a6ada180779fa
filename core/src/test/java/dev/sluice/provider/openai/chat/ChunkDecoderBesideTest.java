package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Citation;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.chat.StreamEvent.RateLimit;
import dev.sluice.json.JsonReaders;
import dev.sluice.testing.Recorder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What chat completions tell beside the answer. */
class ChunkDecoderBesideTest {

  private static <T extends StreamEvent> List<T> events(Decoded decoded, Class<T> type) {
    return decoded.events().stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Test
  void logProbabilitiesFollowTheTextThatTheyAreOf() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":{"content":[{"token":"Hi","logprob":-0.25,"bytes":[72,105],"top_logprobs":[{"token":"Hi","logprob":-0.25},{"token":"Ho","logprob":-2}]}],"refusal":null},"finish_reason":null}]}
            {"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}
            """);
    assertThat(events(decoded, StreamEvent.LogProbs.class))
        .containsExactly(
            new StreamEvent.LogProbs(
                0,
                List.of(
                    new LogProb(
                        "Hi",
                        -0.25,
                        List.of(
                            new LogProb("Hi", -0.25, List.of()),
                            new LogProb("Ho", -2, List.of()))))));
    int text = decoded.events().indexOf(new StreamEvent.TextDelta(0, "Hi"));
    assertThat(decoded.events().get(text + 1)).isInstanceOf(StreamEvent.LogProbs.class);
  }

  @Test
  void nonsenseInPlaceOfLogProbabilitiesIsPassedOver() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":"a"},"logprobs":[1,2]}]}
            {"choices":[{"delta":{"content":"b"},"logprobs":{"content":[7,{"token":5,"logprob":"x"}]}}]}
            {"choices":[{"delta":{},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.text()).isEqualTo("ab");
    assertThat(events(decoded, StreamEvent.LogProbs.class))
        .containsExactly(
            new StreamEvent.LogProbs(0, List.of(new LogProb("5", Double.NaN, List.of()))));
  }

  @Test
  void annotationsAreCitations() {
    String raw =
        "{\"type\":\"url_citation\",\"url_citation\":{\"start_index\":0,\"end_index\":2,"
            + "\"url\":\"https://example.org\",\"title\":\"T\"}}";
    Decoded decoded =
        Decoded.lines(
            "{\"choices\":[{\"delta\":{\"content\":\"Hi\",\"annotations\":["
                + raw
                + "]}}]}\n{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}");
    assertThat(events(decoded, StreamEvent.Cited.class))
        .containsExactly(
            new StreamEvent.Cited(
                0,
                Citation.builder()
                    .place(0, 2)
                    .url("https://example.org")
                    .title("T")
                    .raw(raw)
                    .build()));
  }

  @Test
  void whatSaysNothingElseIsAnEventOfTheProvidersOwnWhereThatIsAskedFor() {
    String filters = "{\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}]}";
    assertThat(own("", filters)).isEmpty();
    assertThat(own("azure", filters)).containsExactly(new StreamEvent.Native("azure", "", filters));
    assertThat(own("azure", "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}")).isEmpty();
    assertThat(own("azure", "{\"choices\":[],\"usage\":{\"prompt_tokens\":1}}")).isEmpty();
  }

  private static List<StreamEvent.Native> own(String tellsOwnAs, String chunk) {
    ChunkDecoder decoder =
        new ChunkDecoder(new JsonReaders(), "", List.of(), tellsOwnAs, "azure", false);
    Recorder heard = new Recorder();
    byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
    assertThat(decoder.onFrame("message", bytes, 0, bytes.length, heard)).isNull();
    return heard.events(StreamEvent.Native.class);
  }

  @Test
  void whoAnswersSaysWhatIsLeftOfItsLimits() {
    List<RateLimit> limits = List.of(new RateLimit("requests", 60, 59, Duration.ofSeconds(1)));
    ChunkDecoder decoder = new ChunkDecoder(new JsonReaders(), "", limits, "", "openai", false);
    Recorder heard = new Recorder();
    byte[] bytes = "{\"id\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(decoder.onFrame("message", bytes, 0, bytes.length, heard)).isNull();
    assertThat(heard.events(StreamEvent.Started.class))
        .containsExactly(new StreamEvent.Started("x", "", "").limited(limits));
  }

  @Test
  void severalAnswersAtOnceAreRefusedWithAHint() {
    ChatRequest two = ChatRequest.builder().user("Hi").providerOption("openai", "n", "2").build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestBody.of("openai", "m", two, Quirks.NONE, new OwnFields(Set.of())))
        .withMessageContaining("the option n asks for 2 answers at once")
        .withMessageContaining("Gather");
    assertThat(RequestBody.of("another", "m", two, Quirks.NONE, new OwnFields(Set.of())))
        .doesNotContain("\"n\"");
  }

  @Test
  void aProvidersOptionsGoToItAlone() {
    ChatRequest request =
        ChatRequest.builder().user("Hi").providerOption("openai", "store", "true").build();
    assertThat(RequestBody.of("openai", "m", request, Quirks.NONE, new OwnFields(Set.of())))
        .contains("\"store\":true");
    assertThat(RequestBody.of("groq", "m", request, Quirks.NONE, new OwnFields(Set.of())))
        .doesNotContain("store");
  }
}
