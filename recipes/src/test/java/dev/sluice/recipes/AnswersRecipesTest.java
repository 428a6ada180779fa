package dev.sluice.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Tool;
import dev.sluice.fake.FakeAnswer;
import dev.sluice.fake.FakeModel;
import dev.sluice.models.Models;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an answer is read for. */
@Timeout(240)
class AnswersRecipesTest {
  private static final Tool weather =
      new Tool("weather", "The weather at a place.", "{\"type\":\"object\"}");

  private final StringBuilder shown = new StringBuilder();

  private void show(String text) {
    shown.append(text);
  }

  private void clear() {
    shown.setLength(0);
  }

  private void showText(StreamEvent event) {
    if (event instanceof StreamEvent.TextDelta piece) {
      show(piece.text());
    }
  }

  @Test
  void tokensArePrintedAsTheyCome() {
    ChatModel model = FakeModel.saying("It is salt.").model();
    try (ChatStream stream = model.stream("Write one sentence about the sea.")) {
      for (String piece : stream.text()) {
        show(piece);
      }
    }
    assertThat(shown).hasToString("It is salt.");
  }

  @Test
  void everythingThatHappensIsSeen() {
    FakeAnswer cut = FakeAnswer.text("It is salt.").withReasoning("Hm.").cutAfter(3);
    ChatModel model = FakeModel.playing(cut).model();
    try (ChatStream stream = model.stream("Write one sentence about the sea.")) {
      for (StreamEvent event : stream.events()) {
        switch (event) {
          case StreamEvent.ReasoningDelta thought -> show("(" + thought.text() + ")");
          case StreamEvent.TextDelta piece -> show(piece.text());
          case StreamEvent.RefusalDelta piece -> show(piece.text());
          case StreamEvent.Restarted again -> clear();
          case StreamEvent.Ended(Ending.Incomplete early) ->
              show(" [" + early.cause().message() + "]");
          default -> {}
        }
      }
    }
    assertThat(shown.toString()).startsWith("(Hm.)It is [").contains("cuts it");
  }

  @Test
  void theWholeReplyIsThereBesideItsTokens() {
    ChatModel model = FakeModel.saying("It is salt.").model();
    try (ChatStream stream = model.stream("Write one sentence about the sea.")) {
      stream.text().forEach(piece -> show(piece));
      Reply reply = stream.await().completeReply();
      show(reply.parts().size() + " parts by " + reply.started().model() + ": " + reply.text());
    }
    assertThat(shown).hasToString("It is salt.1 parts by fake/model: It is salt.");
  }

  @Test
  void aChatKeepsItsRepliesAsTheyCame() {
    FakeAnswer signed =
        FakeAnswer.events(
            new StreamEvent.PartStarted(0, new Part.Reasoning("")),
            new StreamEvent.ReasoningDelta(0, "A gate."),
            new StreamEvent.PartEnded(0, new Part.Reasoning("").signed("proof")),
            new StreamEvent.PartStarted(1, Part.text("")),
            new StreamEvent.TextDelta(1, "A gate for water."),
            new StreamEvent.PartEnded(1, Part.text("")));
    FakeModel fake = FakeModel.playing(signed, FakeAnswer.refused(400));
    ChatModel model = fake.model();
    List<Message> history = new ArrayList<>();
    history.add(Message.system("You are terse."));
    for (String question : List.of("What is a sluice?", "And a weir?")) {
      history.add(Message.user(question));
      try (ChatStream stream = model.stream(ChatRequest.builder().messages(history).build())) {
        stream.onEach(event -> showText(event)).join();
        history.addAll(stream.await().reply().toMessages());
      }
    }
    assertThat(shown).hasToString("A gate for water.");
    assertThat(fake.lastRequest().messages().get(2))
        .isEqualTo(
            new Message.Assistant(
                List.of(new Part.Reasoning("A gate.", "proof"), Part.text("A gate for water.")),
                "fake/model"));
    assertThat(history).as("of a refused turn only the question").hasSize(4);
  }

  @Test
  void aToolIsRunWhenItsCallIsWhole() {
    FakeModel fake =
        FakeModel.answering(
            request ->
                request.messages().getLast() instanceof Message.ToolResult result
                    ? FakeAnswer.text("It is " + text(result) + ".")
                    : FakeAnswer.text("One moment. ")
                        .withToolCall("weather", "{\"place\":", "\"Bern\"}"));
    ChatModel model = fake.model();
    List<Message> history = new ArrayList<>();
    history.add(Message.user("How is the weather in Bern?"));
    for (int round = 1; round <= 8; round++) {
      List<Message> results = new ArrayList<>();
      ChatRequest request = ChatRequest.builder().messages(history).tool(weather).build();
      try (ChatStream stream = model.stream(request)) {
        for (StreamEvent event : stream.events()) {
          showText(event);
          if (event instanceof StreamEvent.PartEnded(int part, Part.ToolCall call)) {
            results.add(Message.toolResult(call, weatherAt(call.arguments())));
          }
        }
        history.add(stream.await().completeReply().toMessage());
      }
      if (results.isEmpty()) {
        break;
      }
      history.addAll(results);
    }
    assertThat(shown).hasToString("One moment. It is sunny at {\"place\":\"Bern\"}.");
    assertThat(history).hasSize(4);
    assertThat(fake.calls()).hasSize(2);
  }

  private static String text(Message.ToolResult result) {
    return ((Part.Text) result.result().content().getFirst()).text();
  }

  private static String weatherAt(String arguments) {
    return "sunny at " + arguments;
  }

  @Test
  void jsonOfASchemaIsTakenOnlyFromAWholeAnswer() {
    assertThat(mountain(FakeAnswer.text("{\"name\":\"Mont Blanc\",\"metres\":4806}")))
        .isEqualTo("{\"name\":\"Mont Blanc\",\"metres\":4806}");
    assertThatThrownBy(() -> mountain(FakeAnswer.pieces().withRefusal("I do not climb.")))
        .hasMessage("refused: I do not climb.");
    assertThatThrownBy(
            () -> mountain(FakeAnswer.text("{\"name\":").withFinish(FinishReason.LENGTH)))
        .hasMessage("not whole: length");
    assertThatThrownBy(() -> mountain(FakeAnswer.text("{\"name\": 1").cutAfter(1)))
        .hasMessageContaining("cuts it");
  }

  private static String mountain(FakeAnswer answer) {
    ChatModel model = FakeModel.playing(answer).model();
    String schema =
        """
    {
      "type": "object",
      "properties": {"name": {"type": "string"}, "metres": {"type": "integer"}},
      "required": ["name", "metres"],
      "additionalProperties": false
    }
    """;
    ChatRequest request =
        ChatRequest.builder()
            .user("Which mountain of the Alps is the highest?")
            .responseFormat(new ResponseFormat.JsonSchema("mountain", schema, true))
            .build();
    String json =
        switch (model.stream(request).await()) {
          case Ending.Completed(Reply reply, FinishReason why) when !reply.refusal().isEmpty() ->
              throw new IllegalStateException("refused: " + reply.refusal());
          case Ending.Completed(Reply reply, FinishReason why)
              when why.kind() == FinishReason.Kind.STOP ->
              reply.text();
          case Ending.Completed(Reply reply, FinishReason why) ->
              throw new IllegalStateException("not whole: " + why.code());
          case Ending.Incomplete early -> throw new IllegalStateException(early.cause().message());
        };
    return json;
  }

  @Test
  void imagesDocumentsAndSoundAreSent(@TempDir Path folder) throws Exception {
    Path report = Files.writeString(folder.resolve("report.pdf"), "%PDF");
    Path call = Files.writeString(folder.resolve("call.wav"), "RIFF");
    try (Simulator simulator = Simulator.start("answer \"They do.\"");
        Models models =
            Models.builder()
                .provider(OpenAiProvider.builder().baseUrl(simulator.baseUrl().toString()).build())
                .withoutEnvironment()
                .build()) {
      ChatModel model = models.model("openai/any");
      ChatRequest request =
          ChatRequest.builder()
              .user(
                  Part.text("Do the chart, the report and the call say the same?"),
                  Part.image(URI.create("https://example.com/chart.png")),
                  Part.document("application/pdf", "report.pdf", Files.readAllBytes(report)),
                  Part.audio("audio/wav", Files.readAllBytes(call)))
              .build();
      Reply reply = model.ask(request);
      assertThat(reply.text()).isEqualTo("They do.");
      assertThat(simulator.requests().getLast().body())
          .contains("https://example.com/chart.png", "\"filename\":\"report.pdf\"", "input_audio");
    }
  }

  @Test
  void citationsComeAsEventsAndStandWithTheirText() {
    Citation sea =
        Citation.builder().place(0, 5).title("The sea").url("https://example.com/sea").build();
    ChatModel model =
        FakeModel.playing(
                FakeAnswer.events(
                    new StreamEvent.PartStarted(0, Part.text("")),
                    new StreamEvent.TextDelta(0, "Rain and rocks."),
                    new StreamEvent.Cited(0, sea),
                    new StreamEvent.PartEnded(0, Part.text(""))))
            .model();
    try (ChatStream stream = model.stream("Why is the sea salt?")) {
      for (StreamEvent event : stream.events()) {
        if (event instanceof StreamEvent.Cited(int part, Citation citation)) {
          show("[" + citation.title() + ", " + citation.url() + "]");
        }
      }
      Reply reply = stream.await().completeReply();
      for (Citation citation : reply.citations()) {
        citation.source().ifPresent(source -> show(source));
      }
    }
    assertThat(shown).hasToString("[The sea, https://example.com/sea]https://example.com/sea");
  }
}
