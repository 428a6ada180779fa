package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.stream.Cause;
import dev.sluice.stream.Ending;
import dev.sluice.stream.Failure;
import dev.sluice.stream.Part;
import dev.sluice.stream.Reply;
import dev.sluice.stream.StreamEvent;
import dev.sluice.stream.Usage;
import dev.sluice.testing.Explorer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventCodecTest {
  @Test
  void everyEventComesBackAsItWas() {
    Explorer.each(
        30_000,
        random -> {
          StreamEvent event = new AnyEvent(random, false).event();
          String form = EventCodec.encode(event);
          assertThat(EventCodec.decode(form)).isEqualTo(event);
          byte[] bytes = EventCodec.encodeToBytes(event);
          assertThat(bytes).isEqualTo(form.getBytes(StandardCharsets.UTF_8));
          assertThat(EventCodec.decode(bytes)).isEqualTo(event);
        });
  }

  @Test
  void everyEndingComesBackAsItWas() {
    Explorer.each(
        10_000,
        random -> {
          Ending ending = new AnyEvent(random, false).ending();
          String form = EventCodec.encode(ending);
          assertThat(EventCodec.decodeEnding(form)).isEqualTo(ending);
          byte[] bytes = EventCodec.encodeToBytes(ending);
          assertThat(EventCodec.decodeEnding(bytes)).isEqualTo(ending);
        });
  }

  @Test
  void whatWasReadHasTheSameFormAgainAlsoWithExceptions() {
    Explorer.each(
        10_000,
        random -> {
          StreamEvent event = new AnyEvent(random, true).event();
          String form = EventCodec.encode(event);
          assertThat(EventCodec.encode(EventCodec.decode(form))).isEqualTo(form);
        });
  }

  @Test
  void aFormIsOneLineForEveryReader() {
    Explorer.each(
        10_000,
        random -> {
          String form = EventCodec.encode(new AnyEvent(random, true).event());
          assertThat(form.chars())
              .noneMatch(c -> c < ' ' || c == 0x85 || c == 0x2028 || c == 0x2029);
          assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(form)).isTrue();
        });
  }

  @Test
  void aTextIsShort() {
    assertThat(EventCodec.encode(new StreamEvent.TextDelta(0, "Hello")))
        .isEqualTo("{\"k\":\"text\",\"s\":\"Hello\"}");
    assertThat(EventCodec.encode(new StreamEvent.TextDelta(2, "é\n")))
        .isEqualTo("{\"k\":\"text\",\"p\":2,\"s\":\"é\\n\"}");
  }

  @Test
  void aLongTextComesBack() {
    for (String piece : List.of("a", "é", "\uD83D\uDE00", "\0", "\uD83D ")) {
      StreamEvent event = new StreamEvent.TextDelta(1, piece.repeat((1 << 20) / piece.length()));
      assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
    }
  }

  @Test
  void aPieceOfAnArrayIsRead() {
    StreamEvent event = new StreamEvent.TextDelta(7, "é");
    byte[] form = EventCodec.encodeToBytes(event);
    byte[] among =
        ("xx" + new String(form, StandardCharsets.UTF_8) + "yy").getBytes(StandardCharsets.UTF_8);
    assertThat(EventCodec.decode(among, 2, form.length)).isEqualTo(event);
  }

  @Test
  void anExceptionTellsWhatItTold() {
    IOException thrown = new IOException("reset", new IllegalStateException());
    Failure lost = new Failure.Unavailable("gone", Optional.of(thrown));
    Throwable read = decoded(lost).cause().orElseThrow();
    assertThat(read)
        .isInstanceOf(RecordedException.class)
        .hasMessage("reset")
        .hasToString(thrown.toString());
    assertThat(((RecordedException) read).className()).isEqualTo("java.io.IOException");
    assertThat(read.getCause()).hasMessage(null).hasToString("java.lang.IllegalStateException");
    Failure defect = new Failure.Defect(thrown);
    assertThat(decoded(defect).message()).isEqualTo(defect.message());
  }

  @Test
  void causesOfExceptionsAreBoundedAlsoWhereTheyGoInACircle() {
    IOException one = new IOException("one");
    one.initCause(new IOException("two", one));
    Throwable read = decoded(new Failure.Defect(one)).cause().orElseThrow();
    int causes = 0;
    for (Throwable next = read.getCause(); next != null; next = next.getCause()) {
      causes++;
    }
    assertThat(causes).isEqualTo(RecordedException.MAX_CAUSES);
  }

  private static Failure decoded(Failure failure) {
    Ending ending = new Ending.Incomplete(Reply.builder().build(), new Cause.Failed(failure));
    Ending.Incomplete read = (Ending.Incomplete) EventCodec.decodeEnding(EventCodec.encode(ending));
    return read.cause().failure().orElseThrow();
  }

  @Test
  void whatIsNestedTooDeeplyHasNoForm() {
    Part deep = new Part.Text("");
    for (int i = 0; i < 62; i++) {
      deep = new Part.ToolResult("", "", List.of(deep));
    }
    StreamEvent fits = new StreamEvent.PartEnded(0, deep);
    assertThat(EventCodec.decode(EventCodec.encode(fits))).isEqualTo(fits);
    for (int i = 0; i < 10_000; i++) {
      deep = new Part.ToolResult("", "", List.of(deep));
    }
    StreamEvent event = new StreamEvent.PartEnded(0, deep);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventCodec.encode(event))
        .withMessageContaining("128 levels");
  }

  @Test
  void aPriceOfAbsurdSizeHasNoForm() {
    for (String amount : List.of("1e201", "1e-201", "9".repeat(201))) {
      Usage usage = Usage.builder().cost(new BigDecimal(amount), "USD").build();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EventCodec.encode(new StreamEvent.UsageReported(usage)))
          .withMessageContaining("200 digits");
    }
  }
}
