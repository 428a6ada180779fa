package dev.sluice.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Tool;
import dev.sluice.models.Models;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider as its users see it, with the default model. */
final class LocalProviderTest {
  private static final String NAME = "local/smollm2-135m";
  private static final String SEA = "Write one sentence about the sea.";

  private static Models models;
  private static ChatModel model;

  @BeforeAll
  static void open() {
    models = with(Map.of());
    model = models.model(NAME);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  @Test
  void aSentenceAboutTheSeaCompletesWithTheModelsOwnCount() {
    var done = (Ending.Completed) end(greedy(SEA).build());
    assertThat(done.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(done.reply().text()).isNotBlank();
    assertThat(done.reply().started().model()).isEqualTo("SmolLM2-135M-Instruct");
    assertThat(done.reply().usage().inputTokens()).hasValue(37);
    assertThat(done.reply().usage().outputTokens().orElseThrow()).isGreaterThan(3);
  }

  @Test
  void aSystemMessageReplacesTheDefaultOne() {
    Ending brief = end(ChatRequest.builder().system("S").user(SEA).maxTokens(1).build());
    assertThat(brief.reply().usage().inputTokens().orElseThrow()).isLessThan(37);
  }

  @Test
  void anAnswerOfTheMostTokensIsFinishedForItsLength() {
    var done = (Ending.Completed) end(counting().maxTokens(7).build());
    assertThat(done.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(done.reply().usage().outputTokens()).hasValue(7);
    assertThat(done.reply().text()).startsWith(" 11");
  }

  @Test
  void aStopTextEndsTheAnswer() {
    var done = (Ending.Completed) end(counting().maxTokens(60).stop(", 13,").build());
    assertThat(done.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(done.reply().text()).isEqualTo(" 11, 12");
  }

  @Test
  void theSameSeedGivesTheSameAnswerAndNoSeedAnother() {
    ChatRequest seeded =
        ChatRequest.builder().user(SEA).temperature(1).topP(1).seed(5).maxTokens(30).build();
    ChatRequest unseeded =
        ChatRequest.builder().user(SEA).temperature(1).topP(1).maxTokens(30).build();
    String first = end(seeded).reply().text();
    assertThat(end(seeded).reply().text()).isEqualTo(first);
    assertThat(end(unseeded).reply().text()).isNotEqualTo(end(unseeded).reply().text());
  }

  @Test
  void whatTheModelIsNotToldIsNamedRightBehindTheStart() {
    Message.Assistant said =
        new Message.Assistant(
            List.of(Part.text("Salt."), new Part.Native("other", "compaction", "{}")), "other/m");
    List<StreamEvent> events =
        events(ChatRequest.builder().user(SEA).message(said).user("Why?").maxTokens(1).build());
    assertThat(events.get(0)).isInstanceOf(StreamEvent.Started.class);
    assertThat(events.get(1))
        .isInstanceOfSatisfying(
            StreamEvent.Warned.class,
            warned -> assertThat(warned.message()).endsWith("what other calls compaction"));
  }

  @Test
  void aRequestThatIsNotStreamedGetsItsTextInOnePiece() {
    List<StreamEvent> events = events(counting().maxTokens(12).streamed(false).build());
    assertThat(events).filteredOn(StreamEvent.TextDelta.class::isInstance).hasSize(1);
    assertThat(events(counting().maxTokens(12).build()))
        .filteredOn(StreamEvent.TextDelta.class::isInstance)
        .hasSizeGreaterThan(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAnswerIsOneTextThatBeginsGrowsAndEnds(boolean streamed) {
    List<StreamEvent> events = events(counting().maxTokens(12).streamed(streamed).build());
    Ending ending = ((StreamEvent.Ended) events.getLast()).ending();
    assertThat(ending.reply().parts())
        .containsExactly(new Part.Text(ending.reply().text()))
        .allMatch(Part::isWhole);
    assertThat(events)
        .filteredOn(event -> !(event instanceof StreamEvent.TextDelta))
        .containsExactly(
            new StreamEvent.Started("", "SmolLM2-135M-Instruct", ""),
            new StreamEvent.PartStarted(0, new Part.Text("")),
            new StreamEvent.PartEnded(0, new Part.Text(ending.reply().text())),
            new StreamEvent.UsageReported(ending.reply().usage()),
            new StreamEvent.Ended(ending));
  }

  @Test
  void aTextThatWasCancelledHasNotEnded() {
    try (ChatStream stream = model.stream(counting().build())) {
      assertThat(stream.text().iterator().hasNext()).isTrue();
      stream.cancel();
      assertThat(stream.await().reply().parts()).hasSize(1).noneMatch(Part::isWhole);
    }
  }

  @Test
  void optionsOfAnotherProviderAreNotLookedAt() {
    ChatRequest request = greedy(SEA).maxTokens(1).providerOption("openai", "top_k", "-1").build();
    assertThat(end(request)).isInstanceOf(Ending.Completed.class);
  }

  @Test
  void sixAtOnceAllComplete() {
    List<ChatStream> streams =
        IntStream.range(0, 6)
            .mapToObj(i -> model.stream(greedy("Say " + i + ".").maxTokens(8).build()))
            .toList();
    assertThat(streams.stream().map(ChatStream::await))
        .allMatch(Ending.Completed.class::isInstance);
  }

  @Test
  void aCancelledStreamEndsAndTheNextIsServed() {
    try (ChatStream stream = model.stream(counting().build())) {
      for (String _ : stream.text()) {
        stream.cancel();
        break;
      }
      assertThat(cause(stream.await())).isEqualTo(new Cause.Cancelled());
    }
    assertThat(end(counting().maxTokens(2).build())).isInstanceOf(Ending.Completed.class);
  }

  static Stream<ChatRequest> unsupported() {
    return Stream.of(
        ChatRequest.builder().user(Part.image("image/png", new byte[] {1})).build(),
        greedy(SEA).tool(new Tool("weather", "tells it", "{}")).build(),
        greedy(SEA).responseFormat(new ResponseFormat.JsonObject()).build(),
        greedy(SEA).responseFormat(new ResponseFormat.JsonSchema("s", "{}", true)).build(),
        greedy(SEA)
            .message(Message.toolResult(new Part.ToolCall("1", "weather", "{}"), "wet"))
            .build());
  }

  @ParameterizedTest
  @MethodSource("unsupported")
  void whatItCannotDoIsRefused(ChatRequest request) {
    assertThat(failure(end(request)))
        .isInstanceOf(Failure.InvalidRequest.class)
        .extracting(Failure::message)
        .asString()
        .startsWith("The embedded model");
  }

  @Test
  void aTemperatureBeyondTheEnginesIsAnInvalidRequest() {
    assertThat(failure(end(ChatRequest.builder().user(SEA).temperature(101).build())))
        .isInstanceOf(Failure.InvalidRequest.class)
        .extracting(Failure::message)
        .asString()
        .contains("temperature");
  }

  @Test
  void aPromptBeyondTheContextIsAnInvalidRequestWithBothNumbers() {
    try (Models small = with(Map.of("SLUICE_LOCAL_CONTEXT", "256"))) {
      var stream = small.model(NAME).stream("sea ".repeat(300));
      Failure failure = failure(stream.await());
      assertThat(failure).isInstanceOf(Failure.InvalidRequest.class);
      assertThat(failure.message())
          .contains("256", "SLUICE_LOCAL_CONTEXT", "8,192")
          .containsPattern("has 3\\d\\d tokens");
    }
  }

  @Test
  void anAnswerThatFillsTheContextSaysSoAndHasAsManyTokensAsWereSet() {
    try (Models small = with(Map.of("SLUICE_LOCAL_CONTEXT", "100"))) {
      Ending ending = small.model(NAME).stream(counting().maxTokens(500).build()).await();
      var done = (Ending.Completed) ending;
      assertThat(done.finishReason())
          .isEqualTo(new FinishReason(FinishReason.Kind.LENGTH, "context_full"));
      assertThat(done.reply().usage().inputTokens().orElseThrow())
          .isEqualTo(100 - done.reply().usage().outputTokens().orElseThrow());
    }
  }

  @Test
  void anAnswerThatFindsNoEndIsEndedByTheModelsOwnLimit() {
    var done = (Ending.Completed) end(counting().build());
    assertThat(done.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(done.reply().usage().outputTokens()).hasValue(512);
  }

  @Test
  void theModelIsKeptFromRepeatingItselfUnlessItIsAskedToBeLet() {
    var request = greedy("Write a commit message for this: fix a bug").maxTokens(60);
    String kept = end(request.build()).reply().text();
    assertThat(end(request.providerOption("local", "repeat_penalty", "1.1").build()).reply().text())
        .isEqualTo(kept);
    assertThat(end(request.providerOption("local", "repeat_penalty", "1").build()).reply().text())
        .isNotEqualTo(kept);
  }

  @Test
  void aTopKOfOneIsTheGreedyAnswer() {
    ChatRequest.Builder wild = ChatRequest.builder().user(SEA).temperature(2).maxTokens(20);
    assertThat(end(wild.providerOption("local", "top_k", "1").build()).reply().text())
        .isEqualTo(end(greedy(SEA).maxTokens(20).build()).reply().text());
  }

  @ParameterizedTest
  @CsvSource({
    "repeat_penalty,0.9",
    "repeat_penalty,3",
    "repeat_penalty,'\"1.1\"'",
    "repeat_penalty,null",
    "top_k,-1",
    "top_k,1.5",
    "top_k,99999999999",
    "top_k,true"
  })
  void anOptionOutOfItsRangeIsNamed(String name, String json) {
    Failure failure = failure(end(greedy(SEA).providerOption("local", name, json).build()));
    assertThat(failure).isInstanceOf(Failure.InvalidRequest.class);
    assertThat(failure.message()).contains(name, json);
  }

  @Test
  void closingEndsTheStreamsThatRun() {
    Models own = with(Map.of());
    List<ChatStream> streams = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      streams.add(own.model(NAME).stream(counting().build()));
    }
    assertThat(streams.getFirst().text().iterator().hasNext()).isTrue();
    own.close();
    assertThat(streams.stream().map(ChatStream::await))
        .allMatch(end -> cause(end).equals(new Cause.Cancelled()));
  }

  @Test
  void closingWhileTheModelLoadsEndsTheStreamsThatWait() {
    Models own = with(Map.of());
    ChatStream stream = own.model(NAME).stream(SEA);
    own.close();
    assertThat(cause(stream.await())).isEqualTo(new Cause.Cancelled());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void noMoreThreadsComputeThanThereAreProcessors() throws Exception {
    long before = computingThreads();
    try (Models own = with(Map.of("SLUICE_LOCAL_THREADS", "64"))) {
      ChatRequest one = counting().maxTokens(1).build();
      assertThat(own.model(NAME).stream(one).await()).isInstanceOf(Ending.Completed.class);
      assertThat(computingThreads() - before)
          .isBetween(1L, (long) Runtime.getRuntime().availableProcessors());
    }
  }

  /** The engines' threads and those that C started of them, which have their names. */
  private static long computingThreads() throws IOException {
    long count = 0;
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        Path name = task.resolve("comm");
        if (Files.exists(name) && Files.readString(name).startsWith("sluice-llama-Sm")) {
          count++;
        }
      }
    }
    return count;
  }

  @Test
  void theDefaultModelIsListed() {
    var listing =
        models.list().stream().filter(line -> line.name().equals(NAME)).findFirst().orElseThrow();
    assertThat(end(greedy(SEA).maxTokens(1).build())).isInstanceOf(Ending.Completed.class);
    assertThat(listing.usable()).isTrue();
    assertThat(listing.bytesOnDisk()).hasValue(98_362_432);
  }

  @Test
  void aNameThatIsNoneSaysWhichThereAre() {
    assertThatThrownBy(() -> models.model("local/none"))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining(NAME)
        .hasMessageContaining(".gguf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "99999999999"})
  void aSettingThatIsNoUsableNumberIsNamed(String value) {
    try (Models wrong = with(Map.of("SLUICE_LOCAL_PARALLEL", value))) {
      assertThatThrownBy(() -> wrong.model(NAME))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageContaining("SLUICE_LOCAL_PARALLEL")
          .hasMessageContaining(value);
    }
  }

  private static Models with(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("SLUICE_LOCAL_THREADS", "1");
    environment.putAll(settings);
    return Models.of(environment, _ -> {});
  }

  private static ChatRequest.Builder greedy(String user) {
    return ChatRequest.builder().user(user).temperature(0);
  }

  private static ChatRequest.Builder counting() {
    return greedy("Count to 500.")
        .assistant("1, 2, 3, 4, 5, 6, 7, 8, 9, 10,")
        .providerOption("local", "repeat_penalty", "1");
  }

  private static Ending end(ChatRequest request) {
    return model.stream(request).await();
  }

  private static List<StreamEvent> events(ChatRequest request) {
    List<StreamEvent> events = new ArrayList<>();
    model.stream(request).events().forEach(events::add);
    return events;
  }

  private static Cause cause(Ending ending) {
    return ((Ending.Incomplete) ending).cause();
  }

  private static Failure failure(Ending ending) {
    return cause(ending).failure().orElseThrow();
  }
}
