package dev.sluice.server.dialect.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Recorded.Answer;
import dev.sluice.server.dialect.Recorded.Frame;
import dev.sluice.server.dialect.Told;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What providers once answered says the same through this dialect, read by the library itself. */
class RecordedAnswersTest {
  private static final Told TOLD =
      new Told("r1", "some/model", Instant.ofEpochSecond(1_800_000_000), Asked.View.USUAL);

  @Test
  void eventsOfAnyFormatSayTheSameAsLines() {
    for (Path file : files()) {
      Answer answer = Recorded.answer(file);
      Bytes out = lines(answer);
      List<Frame> sent = frames(out);
      assertSame(file, answer.ending(), Recorded.answer("ollama.chat", "ollama/m", sent).ending());
      assertThat(out.toString().contains("\"done\":true"))
          .as("%s: %s", file, out)
          .isEqualTo(answer.ending() instanceof Ending.Completed);
    }
  }

  private static Bytes lines(Answer answer) {
    Bytes out = new Bytes();
    Encoder encoder = new OllamaDialect().encoder(TOLD);
    int position = 0;
    for (StreamEvent event : answer.events()) {
      encoder.event(event, Recorded.at(++position), out);
    }
    encoder.end(answer.ending(), Recorded.at(position + 1), out);
    return out;
  }

  private static List<Frame> frames(Bytes lines) {
    return lines
        .toString()
        .lines()
        .map(line -> new Frame("message", line.getBytes(UTF_8)))
        .toList();
  }

  @Test
  void theSameLinesAsFramesGoOutAsTheyCame() {
    for (Path file : files()) {
      Bytes came = lines(Recorded.answer(file));
      List<Frame> frames = frames(came);
      Answer again = Recorded.answer("ollama.chat", "ollama/m", frames);
      Bytes out = new Bytes();
      Encoder encoder = new OllamaDialect().encoder(TOLD);
      int position = 0;
      for (Frame frame : frames) {
        byte[] data = frame.data();
        encoder.frame(frame.type(), data, 0, data.length, Recorded.at(++position), out);
      }
      encoder.end(again.ending(), Recorded.at(position + 1), out);
      assertThat(frames(out)).as(file.toString()).hasSameSizeAs(frames);
      if (again.ending() instanceof Ending.Completed) {
        assertThat(out.toString()).as(file.toString()).isEqualTo(came.toString());
      }
    }
  }

  @Test
  void theDocumentOfAnAnswerSaysTheSame() {
    for (Path file : files()) {
      Answer answer = Recorded.answer(file);
      if (answer.ending() instanceof Ending.Completed) {
        byte[] document = new OllamaDialect().document(TOLD, answer.ending());
        List<Frame> sent = List.of(new Frame("message", document));
        assertSame(
            file, answer.ending(), Recorded.answer("ollama.chat", "ollama/m", sent).ending());
      }
    }
  }

  private static List<Path> files() {
    List<Path> files = Recorded.files(false);
    assumeFalse(
        files.isEmpty(),
        "skipped: the recorded streams are not here (../shared/fixtures beside the repository)");
    return files;
  }

  private static void assertSame(Path file, Ending expected, Ending actual) {
    Reply before = expected.reply();
    Reply after = actual.reply();
    assertThat(text(after)).as(file.toString()).isEqualTo(text(before));
    assertThat(after.reasoning()).as(file.toString()).isEqualTo(before.reasoning());
    assertThat(calls(after)).as(file.toString()).isEqualTo(calls(before));
    assertThat(actual instanceof Ending.Completed)
        .as("%s ended %s, and then %s", file, expected.kind(), actual.kind())
        .isEqualTo(expected instanceof Ending.Completed);
    if (expected instanceof Ending.Completed(var r, FinishReason reason)) {
      assertThat(((Ending.Completed) actual).finishReason().kind() == FinishReason.Kind.LENGTH)
          .as(file.toString())
          .isEqualTo(
              reason.kind() == FinishReason.Kind.LENGTH
                  || reason.kind() == FinishReason.Kind.PAUSED);
      assertThat(after.usage().inputTokens())
          .as(file.toString())
          .isEqualTo(before.usage().inputTokens());
      assertThat(after.usage().outputTokens())
          .as(file.toString())
          .isEqualTo(before.usage().outputTokens());
    }
  }

  /** Commentary and refusals too, which here are one text. */
  private static String text(Reply reply) {
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

  private static List<List<String>> calls(Reply reply) {
    return reply.toolCalls().stream()
        .filter(call -> call.isWhole() && !call.isRunByProvider())
        .map(call -> List.of(call.id(), call.name(), Arguments.object(call, call.arguments())))
        .toList();
  }
}
