package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.codec.EventCodec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of entries, both ways, and what is none. */
class EntriesTest {
  private static final StreamEvent EVENT = new StreamEvent.TextDelta(0, "Grüße");

  private static Block block(byte[]... entries) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      all.writeBytes(entry);
    }
    return new Block(7, 40, entries.length, all.toByteArray());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** As it is written down in the documentation. */
  @Test
  void anEntryIsItsKindItsNamesItsLengthAndWhatItHolds() {
    byte[] form = EventCodec.encodeToBytes(EVENT);
    byte[] entry = Entries.event(EVENT);
    assertThat(entry).startsWith(0, form.length).endsWith(form).hasSize(2 + form.length);
    byte[] hi = Entries.event(new StreamEvent.TextDelta(0, "Hi"));
    assertThat(hi)
        .startsWith(0x00, 0x15)
        .endsWith(utf8("{\"k\":\"text\",\"s\":\"Hi\"}"))
        .hasSize(23);
    byte[] long300 = new byte[300];
    Arrays.fill(long300, (byte) 'x');
    byte[] frame = Entries.frame("ollama.chat", "", long300, 0, 300);
    assertThat(frame).startsWith(1, 11).contains(utf8("ollama.chat"));
    assertThat(Arrays.copyOfRange(frame, 13, 16)).containsExactly(0, 0xac, 2);
    assertThat(frame).hasSize(16 + 300);
  }

  @Test
  void entriesComeBackInTheirOrder() {
    Ending ending = new Ending.Incomplete(Reply.builder().build(), new Cause.Cancelled());
    EntryCursor entries =
        new EntryCursor(
            block(
                Entries.event(EVENT),
                Entries.frame("a", "b", utf8("[frame]"), 1, 5),
                Entries.frame("c", "", new byte[0], 0, 0),
                Entries.ending(ending)));
    assertThat(entries.offset()).isEqualTo(new Offset(7, 40));
    assertThat(entries.next()).isTrue();
    assertThat(entries.event()).isEqualTo(EVENT);
    assertThat(entries.format()).isEmpty();
    assertThat(entries.offset()).isEqualTo(new Offset(7, 41));
    assertThat(entries.next()).isTrue();
    assertThat(entries.kind()).isEqualTo(Entry.Kind.FRAME);
    assertThat(entries.format() + entries.type()).isEqualTo("ab");
    assertThat(
            new String(entries.bytes(), entries.from(), entries.length(), StandardCharsets.UTF_8))
        .isEqualTo("frame");
    assertThatThrownBy(entries::event).isInstanceOf(IllegalStateException.class);
    assertThat(entries.next()).isTrue();
    assertThat(entries.length()).isZero();
    assertThat(entries.next()).isTrue();
    assertThat(entries.ending()).isEqualTo(ending);
    assertThat(entries.next()).isFalse();
    assertThatThrownBy(entries::kind).isInstanceOf(IllegalStateException.class);
    assertThat(entries.next()).isFalse();
  }

  @Test
  void anEndingIsKeptWithoutItsText() {
    Reply reply =
        Reply.builder()
            .askedModel("fake/model")
            .part(new Part.Text("text"))
            .warning("a warning")
            .build();
    Ending stripped = Entries.stripped(new Ending.Incomplete(reply, new Cause.Cancelled()));
    assertThat(stripped)
        .isEqualTo(
            new Ending.Incomplete(
                Reply.builder().askedModel("fake/model").build(), new Cause.Cancelled()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152})
  void everyLengthComesBack(int length) {
    byte[] bytes = new byte[length];
    EntryCursor entries = new EntryCursor(block(Entries.frame("f", "t", bytes, 0, length)));
    assertThat(entries.next()).isTrue();
    assertThat(entries.length()).isEqualTo(length);
    assertThat(entries.next()).isFalse();
  }

  // What is none.

  /** How many entries there are before the bytes are refused; fails with anything else. */
  private static int walk(Block block) {
    EntryCursor entries = new EntryCursor(block);
    int count = 0;
    try {
      while (entries.next()) {
        count++;
        assertThat(count).isLessThanOrEqualTo(block.bytes().length + 1);
        assertReadable(entries);
      }
    } catch (RunLogException corrupt) {
      assertThat(corrupt.kind()).isEqualTo(RunLogException.Kind.CORRUPT);
      assertThat(entries.next()).as("after damage there is nothing").isFalse();
      return -1;
    }
    return count;
  }

  /** What an entry holds may be damaged by itself; those behind it are there all the same. */
  private static void assertReadable(EntryCursor entries) {
    assertThat(entries.format().length() + entries.type().length())
        .isLessThanOrEqualTo(entries.bytes().length);
    try {
      switch (entries.kind()) {
        case EVENT -> entries.event();
        case END -> entries.ending();
        case FRAME -> {}
      }
    } catch (RunLogException corrupt) {
      assertThat(corrupt.kind()).isEqualTo(RunLogException.Kind.CORRUPT);
    }
  }

  @Test
  void whatIsCutOffIsRefusedWherever() {
    Block whole = block(Entries.event(EVENT), Entries.frame("format", "type", utf8("frame"), 0, 5));
    for (int length = 0; length < whole.bytes().length; length++) {
      Block cut = new Block(7, 0, 2, Arrays.copyOf(whole.bytes(), length));
      assertThat(walk(cut)).as("cut after %d bytes", length).isEqualTo(-1);
    }
    assertThat(walk(whole)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 100})
  void aWrongCountIsRefused(int count) {
    Block whole = block(Entries.event(EVENT), Entries.event(EVENT));
    assertThat(walk(new Block(7, 0, count, whole.bytes()))).isEqualTo(-1);
  }

  @Test
  void lengthsThatNoEntryHasAreRefused() {
    for (List<Integer> bytes :
        List.of(
            List.of(0, 0xff, 0xff, 0xff, 0xff, 0x0f),
            List.of(0, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
            List.of(0, 0x80, 0x80, 0x80, 0x80, 0x10),
            List.of(0, 0xff, 0xff, 0xff, 0xff, 0x07),
            List.of(1, 0x80),
            List.of(3, 0),
            List.of(0xff, 0))) {
      byte[] form = new byte[bytes.size()];
      for (int i = 0; i < form.length; i++) {
        form[i] = bytes.get(i).byteValue();
      }
      assertThat(walk(new Block(1, 0, 1, form))).as("%s", bytes).isEqualTo(-1);
    }
  }

  @Test
  void damageIsNeverAnotherExceptionAndNeverEndless() {
    Random random = new Random(14);
    List<byte[]> forms = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      forms.add(Entries.event(new StreamEvent.TextDelta(i, "text " + i)));
      forms.add(Entries.frame("format", "type", utf8("frame" + i), 0, 6));
    }
    Block whole = block(forms.toArray(byte[][]::new));
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = whole.bytes().clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      walk(new Block(7, 0, whole.count(), damaged));
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      walk(new Block(7, 0, 1 + random.nextInt(3), noise));
    }
  }

  @Test
  void namesAreBounded() {
    assertThatThrownBy(() -> Entries.frame("x".repeat(256), "", new byte[1], 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Entries.frame("x", "ü".repeat(128), new byte[1], 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Entries.frame("x", "", new byte[1], 0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
