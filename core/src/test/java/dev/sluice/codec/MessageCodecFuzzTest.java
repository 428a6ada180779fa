package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.testing.Mutations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes at all: what has a form again, or the one exception, with a place in them. */
@Timeout(240)
class MessageCodecFuzzTest {
  static List<byte[]> messages() {
    List<byte[]> seeds = new ArrayList<>();
    Version1Conversation.messages().forEach(message -> seeds.add(MessageCodec.encode(message)));
    for (int seed = 0; seed < 100; seed++) {
      seeds.add(MessageCodec.encode(new AnyMessage(new Random(seed)).message()));
    }
    return seeds;
  }

  static List<byte[]> requests() {
    List<byte[]> seeds = new ArrayList<>();
    Version1Conversation.requests().forEach(request -> seeds.add(MessageCodec.encode(request)));
    for (int seed = 0; seed < 100; seed++) {
      seeds.add(MessageCodec.encode(new AnyMessage(new Random(seed)).request()));
    }
    return seeds;
  }

  @MethodSource("messages")
  @FuzzTest
  void anyBytesAreAMessageOrRefused(byte[] bytes) {
    Message message;
    try {
      message = MessageCodec.decode(bytes);
    } catch (EventFormatException refused) {
      assertThat(refused.position()).isBetween(0, bytes.length);
      return;
    }
    assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
  }

  @MethodSource("requests")
  @FuzzTest
  void anyBytesAreARequestOrRefused(byte[] bytes) {
    ChatRequest request;
    try {
      request = MessageCodec.decodeRequest(bytes);
    } catch (EventFormatException refused) {
      assertThat(refused.position()).isBetween(0, bytes.length);
      return;
    }
    assertThat(MessageCodec.decodeRequest(MessageCodec.encode(request))).isEqualTo(request);
  }

  @Test
  void whatIsNearlyAFormIsAMessageOrRefused() {
    Mutations.of(messages(), 30_000, this::anyBytesAreAMessageOrRefused);
  }

  @Test
  void whatIsNearlyTheFormOfARequestIsOneOrRefused() {
    Mutations.of(requests(), 30_000, this::anyBytesAreARequestOrRefused);
  }

  @Test
  void eachBeginningOfAFormIsRefused() {
    for (byte[] form : messages()) {
      for (int length = 0; length < form.length; length++) {
        int beginning = length;
        assertThatExceptionOfType(EventFormatException.class)
            .isThrownBy(() -> MessageCodec.decode(form, 0, beginning));
      }
    }
    for (byte[] form : requests()) {
      for (int length = 0; length < form.length; length++) {
        byte[] beginning = Arrays.copyOf(form, length);
        assertThatExceptionOfType(EventFormatException.class)
            .isThrownBy(() -> MessageCodec.decodeRequest(beginning));
      }
    }
  }
}
