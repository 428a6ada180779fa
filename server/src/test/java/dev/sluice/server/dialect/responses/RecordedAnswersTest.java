package dev.sluice.server.dialect.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Entries;
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
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What providers once answered says the same through this dialect, read by the library itself. */
class RecordedAnswersTest {
  private static final String FORMAT = "openai.responses";

  @Test
  void framesOfTheSameFormatGoOutAsTheyCame() {
    for (Path file : files(true)) {
      Answer answer = Recorded.answer(file);
      Bytes out = framesTold(file, answer, -1);
      assertSame(file, answer.ending(), reread(out).ending());
      assertEnds(file, answer, out);
      List<Frame> sent = Recorded.parsed(out);
      for (Frame frame : Recorded.frames(file)) {
        String came = text(frame);
        if (frame.type().equals("response.completed")) {
          break; // Some recordings go on with further responses.
        }
        if (frame.type().contains(".delta") && came.contains("sequence_number")) {
          assertThat(sent).as(file.toString()).extracting(f -> text(f)).contains(came);
        }
      }
      assertThat(String.valueOf(out)).doesNotContain("\"resp_0");
    }
  }

  private static Bytes framesTold(Path file, Answer answer, long after) {
    Bytes out = new Bytes();
    Encoder encoder = encoder(after);
    int position = 0;
    for (Frame frame : Recorded.frames(file)) {
      byte[] data = frame.data();
      encoder.frame(frame.type(), data, 0, data.length, Recorded.at(++position), out);
    }
    encoder.end(Entries.stripped(answer.ending()), Recorded.at(position + 1), out);
    return out;
  }

  private static Bytes eventsTold(Answer answer, long after) {
    Bytes out = new Bytes();
    Encoder encoder = encoder(after);
    int position = 0;
    for (StreamEvent event : answer.events()) {
      encoder.event(event, Recorded.at(++position), out);
    }
    encoder.end(Entries.stripped(answer.ending()), Recorded.at(position + 1), out);
    return out;
  }

  private static Encoder encoder(long after) {
    return new ResponsesDialect().encoder(told(new ResponsesView(after)));
  }

  private static Told told(Asked.View view) {
    Instant at = Instant.ofEpochSecond(1_800_000_000);
    return new Told("r1", "some/model", at, view, ChatRequest.of("hi"), Map.of());
  }

  @Test
  void eventsOfAnyFormatSayTheSameAsItems() {
    for (Path file : files(false)) {
      Answer answer = Recorded.answer(file);
      Bytes out = eventsTold(answer, -1);
      assertSame(file, answer.ending(), reread(out).ending());
      assertEnds(file, answer, out);
    }
  }

  @Test
  void behindEachNumberComesExactlyTheRest() {
    for (Path file : files(false)) {
      Answer answer = Recorded.answer(file);
      boolean framed = Recorded.format(file).equals(FORMAT);
      List<String> whole = texts(framed ? framesTold(file, answer, -1) : eventsTold(answer, -1));
      for (int after : List.of(0, 1, whole.size() / 2, whole.size() - 1)) {
        Bytes rest = framed ? framesTold(file, answer, after) : eventsTold(answer, after);
        List<String> expected = whole.stream().filter(event -> Numbers.of(event) > after).toList();
        assertThat(texts(rest)).as("%s behind %d", file, after).isEqualTo(expected);
      }
      assertThat(whole.stream().map(Numbers::of).toList()).as(file.toString()).isSorted();
    }
  }

  private static final class Numbers {
    static long of(String event) {
      return Long.parseLong(event.replaceAll("(?s).*\"sequence_number\":(\\d+).*", "$1"));
    }
  }

  @Test
  void theDocumentOfAnAnswerSaysTheSame() {
    for (Path file : files(false)) {
      Answer answer = Recorded.answer(file);
      if (answer.ending() instanceof Ending.Completed) {
        byte[] document = new ResponsesDialect().document(told(Asked.View.USUAL), answer.ending());
        Answer again = Recorded.answer(FORMAT, "openai/m", List.of(new Frame("message", document)));
        assertSame(file, answer.ending(), again.ending());
      }
    }
  }

  private static List<Path> files(boolean sameAlone) {
    List<Path> files =
        Recorded.files(false).stream()
            .filter(file -> !sameAlone || Recorded.format(file).equals(FORMAT))
            .toList();
    assumeFalse(
        files.isEmpty(),
        "skipped: the recorded streams are not here (../shared/fixtures beside the repository)");
    return files;
  }

  private static String text(Frame frame) {
    return new String(frame.data(), UTF_8);
  }

  private static List<String> texts(Bytes out) {
    return Recorded.parsed(out).stream().map(RecordedAnswersTest::text).toList();
  }

  private static Answer reread(Bytes out) {
    return Recorded.answer(FORMAT, "openai/m", Recorded.parsed(out));
  }

  private static void assertEnds(Path file, Answer answer, Bytes out) {
    String last = Recorded.parsed(out).getLast().type();
    if (answer.ending() instanceof Ending.Completed) {
      assertThat(last).as(file.toString()).isIn("response.completed", "response.incomplete");
    } else {
      assertThat(last).as(file.toString()).isEqualTo("error");
    }
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
