package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.chat.StreamEvent;
import dev.sluice.testing.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes at all: an event that has a form again, or the one exception, with a place in them. */
@Timeout(240)
class EventCodecFuzzTest {
  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Version1.events().forEach(event -> seeds.add(EventCodec.encodeToBytes(event)));
    for (int seed = 0; seed < 200; seed++) {
      seeds.add(EventCodec.encodeToBytes(new AnyEvent(new Random(seed), true).event()));
    }
    return seeds;
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBytesAreAnEventOrRefused(byte[] bytes) {
    StreamEvent event;
    try {
      event = EventCodec.decode(bytes);
    } catch (EventFormatException refused) {
      assertThat(refused.position()).isBetween(0, bytes.length);
      return;
    }
    byte[] form = EventCodec.encodeToBytes(event);
    StreamEvent again = EventCodec.decode(form);
    assertThat(EventCodec.encodeToBytes(again)).isEqualTo(form);
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBytesAreAnEndingOrRefused(byte[] bytes) {
    try {
      assertThat(EventCodec.encodeToBytes(EventCodec.decodeEnding(bytes))).isNotEmpty();
    } catch (EventFormatException refused) {
      assertThat(refused.position()).isBetween(0, bytes.length);
    }
  }

  @Test
  void whatIsNearlyAFormIsAnEventOrRefused() {
    Mutations.of(seeds(), 60_000, this::anyBytesAreAnEventOrRefused);
  }

  @Test
  void whatIsNearlyTheFormOfAnEndingIsOneOrRefused() {
    List<byte[]> endings = new ArrayList<>();
    for (int seed = 0; seed < 100; seed++) {
      endings.add(EventCodec.encodeToBytes(new AnyEvent(new Random(seed), true).ending()));
    }
    Mutations.of(endings, 30_000, this::anyBytesAreAnEndingOrRefused);
  }

  @Test
  void eachBeginningOfAFormIsRefused() {
    for (byte[] form : seeds()) {
      for (int length = 0; length < form.length; length++) {
        try {
          EventCodec.decode(form, 0, length);
          throw new AssertionError(
              "the first " + length + " bytes of " + new String(form, StandardCharsets.UTF_8));
        } catch (EventFormatException refused) {
          assertThat(refused.position()).isBetween(0, length);
        }
      }
    }
  }
}
