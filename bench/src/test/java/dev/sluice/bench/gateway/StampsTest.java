package dev.sluice.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StampsTest {
  private static final byte[] CHUNKS =
      """
      id: 17
      data: {"created":1790000000,"content":"1234567890123456789"}

      data: {"content": "1234567890123456790"}

      data: 12345678901234567890

      """
          .getBytes(StandardCharsets.US_ASCII);

  @Test
  void nineteenDigitsAreAStampHoweverTheBytesAreCut() {
    for (int size = 1; size <= CHUNKS.length; size++) {
      Stamps stamps = new Stamps();
      List<Long> found = new ArrayList<>();
      for (int at = 0; at < CHUNKS.length; at += size) {
        int length = Math.min(size, CHUNKS.length - at);
        stamps.take(ByteBuffer.wrap(CHUNKS, at, length), found::add);
      }
      assertThat(found).containsExactly(1234567890123456789L, 1234567890123456790L);
    }
  }
}
