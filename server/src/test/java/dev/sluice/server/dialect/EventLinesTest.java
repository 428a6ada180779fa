package dev.sluice.server.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLinesTest {
  @Test
  void anIdSaysThePlaceAsItIsParsed() {
    Bytes out = new Bytes();
    Offset at = new Offset(17, 1_234_567);
    EventLines.id(at, out);
    assertThat(out.toString()).isEqualTo("id: " + at + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\n}", "{\r\n}", "{\r}", "{}\n", "\n\n{}", "{\r\r\n}\r"})
  void dataWithLineEndsIsOneEventInLinesOfItsOwn(String data) {
    Bytes out = new Bytes();
    byte[] bytes = data.getBytes(UTF_8);
    EventLines.data(bytes, 0, bytes.length, out);
    assertThat(Recorded.parsed(out))
        .extracting(frame -> new String(frame.data(), UTF_8))
        .containsExactly(data.replace("\r\n", "\n").replace('\r', '\n'));
  }

  @Test
  void aHeartbeatIsACommentWithoutABlankLine() {
    Bytes out = new Bytes();
    EventLines.heartbeat(out);
    assertThat(out.toString()).isEqualTo(": \n");
    assertThat(Recorded.parsed(out)).isEmpty();
  }
}
