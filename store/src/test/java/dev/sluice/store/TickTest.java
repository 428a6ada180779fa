package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.log.Block;
import dev.sluice.log.RunLogException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The form of what a group has of several runs. */
final class TickTest {
  private static final long EPOCH = 7;
  private static final int PADDING = 9;

  private final Random random = new Random(22);

  @Test
  void blocksComeBackAsTheyWent() {
    List<Tick.Part> parts =
        List.of(
            part(1, 0, 1, 0),
            part(127, 127, 128, 127),
            part(128, 128, 3, 128),
            part(1, 1, Integer.MAX_VALUE, 70_000),
            part(Long.MAX_VALUE, Long.MAX_VALUE / 2, 1, 1));
    assertThat(forms(parts(form(parts)))).isEqualTo(forms(parts));
    assertThat(parts(form(List.of()))).isEmpty();
  }

  @Test
  void whateverByteIsAnotherItIsDamagedAndSaysSo() {
    byte[] form = form(List.of(part(3, 5, 2, 40), part(4, 0, 1, 9)));
    for (int at = 0; at < form.length - PADDING; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = form.clone();
        damaged[at] ^= (byte) (1 << bit);
        assertDamaged(damaged);
      }
    }
  }

  @Test
  void whatIsCutOffIsDamaged() {
    byte[] form = form(List.of(part(3, 5, 2, 40), part(4, 0, 1, 9)));
    for (int length = 0; length < form.length - PADDING; length++) {
      assertDamaged(Arrays.copyOf(form, length));
    }
  }

  @Test
  void noBytesAreReadForeverOrFailOtherwise() {
    int wrong = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[8 + random.nextInt(60)];
      random.nextBytes(bytes);
      if (i % 3 == 0) {
        Arrays.fill(bytes, 8, bytes.length, (byte) 0xff); // a number that does not end
      }
      byte[] summed = Tick.summed(bytes, bytes.length);
      try {
        assertThat(parts(summed).size()).isLessThan(bytes.length);
      } catch (RunLogException damaged) {
        assertThat(damaged.kind()).isEqualTo(RunLogException.Kind.CORRUPT);
        wrong++;
      }
    }
    assertThat(wrong).isGreaterThan(1000);
  }

  private static void assertDamaged(byte[] form) {
    assertThatThrownBy(() -> parts(form))
        .isInstanceOfSatisfying(
            RunLogException.class,
            told -> assertThat(told.kind()).isEqualTo(RunLogException.Kind.CORRUPT))
        .hasMessageContaining("writer 7")
        .hasMessageContaining("damaged");
  }

  private Tick.Part part(long run, long position, int count, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new Tick.Part(run, new Block(EPOCH, position, count, bytes));
  }

  private static byte[] form(List<Tick.Part> parts) {
    return Tick.encode(parts, Tick.size(parts) + PADDING);
  }

  private static List<Tick.Part> parts(byte[] form) {
    List<Tick.Part> parts = new ArrayList<>();
    for (Tick tick = new Tick(EPOCH, form); tick.next(); ) {
      parts.add(new Tick.Part(tick.run(), tick.block()));
      assertThat(tick.end()).isGreaterThan(tick.block().position());
    }
    return parts;
  }

  private static List<String> forms(List<Tick.Part> parts) {
    return parts.stream()
        .map(
            part ->
                "%d: %d.%d+%d %d"
                    .formatted(
                        part.run(),
                        part.block().epoch(),
                        part.block().position(),
                        part.block().count(),
                        Arrays.hashCode(part.block().bytes())))
        .toList();
  }
}
