package dev.sluice.server.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Recorded.Answer;
import dev.sluice.server.dialect.Recorded.Frame;
import dev.sluice.server.dialect.Told;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What providers once answered says the same through this dialect, read by the library itself. */
class RecordedAnswersTest {
  private static final Told TOLD =
      new Told(
          "r1", "some/model", Instant.ofEpochSecond(1_800_000_000), new GeminiView(false, true));

  @Test
  void framesOfTheSameFormatGoOutAsTheyCame() {
    for (Path file : files("gemini.generate_content"::equals)) {
      Answer answer = Recorded.answer(file);
      Bytes out = new Bytes();
      Encoder encoder = new GenerateContentDialect().encoder(TOLD);
      int position = 0;
      for (Frame frame : Recorded.frames(file)) {
        byte[] data = frame.data();
        encoder.frame(frame.type(), data, 0, data.length, Recorded.at(++position), out);
      }
      encoder.end(answer.ending(), Recorded.at(position + 1), out);
      assertSame(file, answer, out);
      if (answer.ending() instanceof Ending.Completed) {
        List<String> sent = texts(Recorded.parsed(out));
        List<String> came =
            texts(Recorded.frames(file)).stream()
                .map(text -> text.replaceFirst("\"finishReason\":\"[A-Z]+\",", ""))
                .map(text -> text.replaceFirst(",\"finishReason\":\"[A-Z]+\"", ""))
                .toList();
        assertThat(sent).as(file.toString()).startsWith(came.toArray(String[]::new));
        assertThat(sent).as(file.toString()).hasSize(came.size() + 1);
      }
    }
  }

  @Test
  void eventsOfAnyFormatSayTheSameAsChunks() {
    for (Path file : files(format -> true)) {
      Answer answer = Recorded.answer(file);
      Bytes out = new Bytes();
      Encoder encoder = new GenerateContentDialect().encoder(TOLD);
      int position = 0;
      for (StreamEvent event : answer.events()) {
        encoder.event(event, Recorded.at(++position), out);
      }
      encoder.end(answer.ending(), Recorded.at(position + 1), out);
      assertSame(file, answer, out);
    }
  }

  @Test
  void theDocumentOfAnAnswerSaysTheSame() {
    for (Path file : files(format -> true)) {
      Answer answer = Recorded.answer(file);
      if (answer.ending() instanceof Ending.Completed) {
        byte[] document = new GenerateContentDialect().document(TOLD, answer.ending());
        Answer again =
            Recorded.answer(
                "gemini.generate_content", "gemini/m", List.of(new Frame("message", document)));
        assertSame(file, answer.ending(), again.ending());
      }
    }
  }

  private static List<Path> files(Predicate<String> format) {
    List<Path> files =
        Recorded.files(false).stream().filter(file -> format.test(Recorded.format(file))).toList();
    assumeFalse(
        files.isEmpty(),
        "skipped: the recorded streams are not here (../shared/fixtures beside the repository)");
    return files;
  }

  private static List<String> texts(List<Frame> frames) {
    return frames.stream().map(frame -> new String(frame.data(), UTF_8)).toList();
  }

  private static void assertSame(Path file, Answer answer, Bytes out) {
    List<Frame> sent = Recorded.parsed(out);
    assertSame(
        file,
        answer.ending(),
        Recorded.answer("gemini.generate_content", "gemini/m", sent).ending());
    boolean good = answer.ending() instanceof Ending.Completed;
    assertThat(texts(sent).getLast().contains("\"finishReason\":"))
        .as("%s: %s", file, out)
        .isEqualTo(good);
    assertThat(out.toString()).doesNotContain("id: ").doesNotContain("event: ");
  }

  private static void assertSame(Path file, Ending expected, Ending actual) {
    Reply before = expected.reply();
    Reply after = actual.reply();
    assertThat(allText(after)).as(file.toString()).isEqualTo(allText(before));
    assertThat(after.reasoning()).as(file.toString()).isEqualTo(before.reasoning());
    assertThat(calls(after)).as(file.toString()).isEqualTo(calls(before));
    if (expected instanceof Ending.Completed) {
      assertThat(after.citations().isEmpty())
          .as(file.toString())
          .isEqualTo(before.citations().isEmpty());
    }
    assertThat(actual instanceof Ending.Completed)
        .as("%s ended %s, and then %s", file, expected.kind(), actual.kind())
        .isEqualTo(expected instanceof Ending.Completed);
    if (expected instanceof Ending.Completed) {
      assertThat(after.usage().inputTokens())
          .as(file.toString())
          .isEqualTo(before.usage().inputTokens());
      assertThat(after.usage().outputTokens())
          .as(file.toString())
          .isEqualTo(before.usage().outputTokens());
    }
  }

  /** Commentary and refusals too, which this format does not tell apart. */
  private static String allText(Reply reply) {
    StringBuilder text = new StringBuilder();
    for (Part part : reply.parts()) {
      if (part instanceof Part.Text piece) {
        text.append(piece.text());
      } else if (part instanceof Part.Refusal piece) {
        text.append(piece.text());
      }
    }
    return text.toString();
  }

  /** Calls that are whole; their arguments as objects. */
  private static List<List<String>> calls(Reply reply) {
    return reply.toolCalls().stream()
        .filter(call -> !call.isRunByProvider() && call.isWhole())
        .map(call -> List.of(call.name(), arguments(call)))
        .toList();
  }

  private static String arguments(Part.ToolCall call) {
    JsonWriter json = new JsonWriter().object();
    try {
      if (!call.isFreeText() && call.arguments().strip().startsWith("{")) {
        return json.putJson("args", call.arguments()).end().text();
      }
    } catch (IllegalArgumentException noJson) {
      json = new JsonWriter().object();
    }
    json.object("args");
    if (!call.arguments().isBlank()) {
      json.put("input", call.arguments());
    }
    return json.end().end().text();
  }
}
