package dev.sluice.sse;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.testing.Mutations;
import dev.sluice.testing.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes at all, as server-sent events: as the standard's words have it, in every cut. */
@Timeout(240)
class SseFuzzTest {

  static List<byte[]> seeds() {
    return Stream.of(
            "data: a\n\n",
            "\uFEFFdata: a\r\ndata:b\r\n\r\n",
            "event: x\ndata\ndata: \n\ndata: b\r\rid: 1\nretry: 2\n\n",
            ": comment\n\ndata: {\"a\":\"ü😀\"}\n\ndata: half",
            "event\n\nevent:y\ndata:  z\n\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBytes(byte[] bytes) {
    List<Heard> expected = NaiveSseDecoder.decode(bytes);
    assertThat(Heard.by(new Pieces("whole", List.of(bytes)))).isEqualTo(expected);
    assertThat(Heard.by(Mutations.cut(bytes))).isEqualTo(expected);
    int heard = expected.stream().mapToInt(event -> event.data().length()).sum();
    assertThat(heard).isLessThanOrEqualTo(bytes.length);
  }

  @Test
  void mutationsOfEvents() {
    Mutations.of(seeds(), 20_000, this::anyBytes);
  }
}
