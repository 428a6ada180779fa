package dev.sluice.server.dialect.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
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
      new Told("r1", "some/model", Instant.ofEpochSecond(1_800_000_000), new ChatView(true));

  @Test
  void framesOfTheSameFormatGoOutAsTheyCame() {
    List<Path> files = files(true);
    for (Path file : files) {
      Answer answer = Recorded.answer(file);
      Bytes out = new Bytes();
      Encoder encoder = new ChatDialect().encoder(TOLD);
      int position = 0;
      for (Frame frame : Recorded.frames(file)) {
        byte[] data = frame.data();
        encoder.frame(frame.type(), data, 0, data.length, Recorded.at(++position), out);
      }
      encoder.end(answer.ending(), Recorded.at(position + 1), out);
      assertSame(file, answer, out);
      if (answer.ending() instanceof Ending.Completed) {
        List<String> sent = texts(Recorded.parsed(out));
        List<String> came = texts(Recorded.frames(file));
        assertThat(sent).as(file.toString()).containsSubsequence(came);
      }
    }
  }

  @Test
  void eventsOfAnyFormatSayTheSameAsChunks() {
    for (Path file : files(false)) {
      Answer answer = Recorded.answer(file);
      Bytes out = new Bytes();
      Encoder encoder = new ChatDialect().encoder(TOLD);
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
    for (Path file : files(false)) {
      Answer answer = Recorded.answer(file);
      if (answer.ending() instanceof Ending.Completed) {
        byte[] document = new ChatDialect().document(TOLD, answer.ending());
        Answer again =
            Recorded.answer("openai.chat", "openai/m", List.of(new Frame("message", document)));
        assertSame(file, answer.ending(), again.ending());
      }
    }
  }

  private static List<Path> files(boolean chatAlone) {
    List<Path> files = Recorded.files(chatAlone);
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
    assertSame(file, answer.ending(), Recorded.answer("openai.chat", "openai/m", sent).ending());
    boolean good = answer.ending() instanceof Ending.Completed;
    assertThat(texts(sent).getLast().equals("[DONE]")).as("%s: %s", file, out).isEqualTo(good);
  }

  private static void assertSame(Path file, Ending expected, Ending actual) {
    Reply before = expected.reply();
    Reply after = actual.reply();
    assertThat(allText(after)).as(file.toString()).isEqualTo(allText(before));
    assertThat(after.reasoning()).as(file.toString()).isEqualTo(before.reasoning());
    assertThat(after.refusal()).as(file.toString()).isEqualTo(before.refusal());
    assertThat(calls(after)).as(file.toString()).isEqualTo(calls(before));
    assertThat(after.citations()).as(file.toString()).hasSameSizeAs(before.citations());
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

  /** Commentary too, which chat completions don't tell apart. */
  private static String allText(Reply reply) {
    StringBuilder text = new StringBuilder();
    for (Part part : reply.parts()) {
      if (part instanceof Part.Text piece) {
        text.append(piece.text());
      }
    }
    return text.toString();
  }

  private static List<List<String>> calls(Reply reply) {
    return reply.toolCalls().stream()
        .filter(call -> !call.isRunByProvider())
        .map(call -> List.of(call.name(), call.arguments(), "" + call.isFreeText()))
        .toList();
  }
}
