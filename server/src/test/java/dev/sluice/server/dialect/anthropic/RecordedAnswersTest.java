package dev.sluice.server.dialect.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.server.clients.Client;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Recorded.Answer;
import dev.sluice.server.dialect.Recorded.Frame;
import dev.sluice.server.dialect.Told;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What providers once answered says the same through this dialect, read by the library itself. */
class RecordedAnswersTest {
  private static final String FORMAT = "anthropic.messages";
  private static final Told TOLD =
      new Told("r1", "some/model", Instant.ofEpochSecond(1_800_000_000), Asked.View.USUAL);

  @Test
  void framesOfTheSameFormatGoOutAsTheyCame() {
    for (Path file : files()) {
      if (!Recorded.format(file).equals(FORMAT)) {
        continue;
      }
      Answer answer = Recorded.answer(file);
      Bytes out = new Bytes();
      Encoder encoder = new MessagesDialect().encoder(TOLD);
      int position = 0;
      for (Frame frame : Recorded.frames(file)) {
        byte[] data = frame.data();
        encoder.frame(frame.type(), data, 0, data.length, Recorded.at(++position), out);
      }
      encoder.end(answer.ending(), Recorded.at(position + 1), out);
      if (answer.ending() instanceof Ending.Incomplete) {
        assertThat(Recorded.parsed(out).getLast().type()).isEqualTo("error");
      } else {
        assertSame(file, answer, out);
        List<String> came = texts(Recorded.frames(file));
        came.removeIf(frame -> frame.contains("\"type\":\"ping\""));
        // One that is told twice goes out once.
        String start = came.getFirst();
        came.removeIf(frame -> frame.contains("\"message_start\""));
        came.addFirst(start);
        assertThat(texts(Recorded.parsed(out))).as(file.toString()).isEqualTo(came);
      }
    }
  }

  @Test
  void eventsOfAnyFormatSayTheSame() {
    for (Path file : files()) {
      Answer answer = Recorded.answer(file);
      Bytes out = new Bytes();
      Encoder encoder = new MessagesDialect().encoder(TOLD);
      int position = 0;
      for (StreamEvent event : answer.events()) {
        encoder.event(event, Recorded.at(++position), out);
      }
      encoder.end(answer.ending(), Recorded.at(position + 1), out);
      assertSame(file, answer, out);
      assertThat(Client.MESSAGES.stream(200, out.toString()).end()).isNotEmpty();
    }
  }

  @Test
  void theDocumentOfAnAnswerSaysTheSame() {
    for (Path file : files()) {
      Answer answer = Recorded.answer(file);
      if (answer.ending() instanceof Ending.Completed) {
        byte[] document = new MessagesDialect().document(TOLD, answer.ending());
        Answer again =
            Recorded.answer(FORMAT, "anthropic/m", List.of(new Frame("message", document)));
        assertSame(file, answer.ending(), again.ending());
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

  private static List<String> texts(List<Frame> frames) {
    List<String> texts = new ArrayList<>();
    frames.forEach(frame -> texts.add(new String(frame.data(), UTF_8)));
    return texts;
  }

  private static void assertSame(Path file, Answer answer, Bytes out) {
    List<Frame> sent = Recorded.parsed(out);
    assertSame(file, answer.ending(), Recorded.answer(FORMAT, "anthropic/m", sent).ending());
    boolean good = answer.ending() instanceof Ending.Completed;
    assertThat(sent.getLast().type())
        .as("%s: %s", file, out)
        .isEqualTo(good ? "message_stop" : "error");
  }

  private static void assertSame(Path file, Ending expected, Ending actual) {
    Reply before = expected.reply();
    Reply after = actual.reply();
    boolean same = Recorded.format(file).equals(FORMAT);
    // A refusal in words is a text, and of others' own tools nothing is told.
    assertThat(allText(after)).as(file.toString()).isEqualTo(allText(before));
    assertThat(after.reasoning()).as(file.toString()).isEqualTo(before.reasoning());
    assertThat(calls(after, same)).as(file.toString()).isEqualTo(calls(before, same));
    assertThat(after.citations()).as(file.toString()).hasSameSizeAs(before.citations());
    assertThat(actual instanceof Ending.Completed)
        .as("%s ended %s, and then %s", file, expected.kind(), actual.kind())
        .isEqualTo(expected instanceof Ending.Completed);
    if (same) {
      assertThat(proofs(after)).as(file.toString()).isEqualTo(proofs(before));
    }
    if (expected instanceof Ending.Completed(var reply, var reason)) {
      assertThat(((Ending.Completed) actual).finishReason().kind())
          .as(file.toString())
          .isEqualTo(reason.kind());
      assertThat(after.usage().inputTokens().orElse(0))
          .as(file.toString())
          .isEqualTo(before.usage().inputTokens().orElse(0));
      assertThat(after.usage().outputTokens().orElse(0))
          .as(file.toString())
          .isEqualTo(before.usage().outputTokens().orElse(0));
    }
  }

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

  private static List<List<String>> calls(Reply reply, boolean all) {
    return reply.toolCalls().stream()
        .filter(call -> all || !call.isRunByProvider())
        .map(call -> List.of(call.name(), Blocks.line(Blocks.input(call))))
        .toList();
  }

  private static List<String> proofs(Reply reply) {
    List<String> proofs = new ArrayList<>();
    for (Part part : reply.parts()) {
      if (part instanceof Part.Reasoning thought) {
        proofs.add(thought.signature() + thought.cipher());
      } else if (part instanceof Part.Native own) {
        proofs.add(own.type());
      } else if (part instanceof Part.ToolResult result) {
        proofs.add(result.callId());
      }
    }
    return proofs;
  }
}
