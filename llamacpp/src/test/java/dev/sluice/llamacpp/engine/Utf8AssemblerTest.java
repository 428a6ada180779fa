package dev.sluice.llamacpp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Utf8AssemblerTest {
  private static final String REPLACEMENT = "\uFFFD";

  @ParameterizedTest
  @ValueSource(strings = {"plain", "é", "a€b", "🌊", "x🌊y", "👩‍🚀 and 🐙", "日本語", "\u0000"})
  void aTextCutAnywhereIsWholeAgain(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        var assembler = new Utf8Assembler();
        String whole =
            assembler.add(Arrays.copyOfRange(bytes, 0, first))
                + assembler.add(Arrays.copyOfRange(bytes, first, second))
                + assembler.add(Arrays.copyOfRange(bytes, second, bytes.length));
        assertThat(whole).as("cut at %d and %d", first, second).isEqualTo(text);
      }
    }
  }

  @Test
  void aCharacterIsHeldUntilItsLastByte() {
    byte[] wave = "🌊".getBytes(StandardCharsets.UTF_8);
    var assembler = new Utf8Assembler();
    for (int i = 0; i < wave.length - 1; i++) {
      assertThat(assembler.add(new byte[] {wave[i]})).isEmpty();
    }
    assertThat(assembler.add(new byte[] {wave[wave.length - 1]})).isEqualTo("🌊");
  }

  @Test
  void everyByteOfAStreamComesOutOnce() {
    String text = "🌊".repeat(300) + "é€";
    var assembler = new Utf8Assembler();
    StringBuilder out = new StringBuilder();
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      out.append(assembler.add(new byte[] {one}));
    }
    assertThat(out).hasToString(text);
  }

  @Test
  void bytesThatAreNoUtf8AreReplacedAndTheTextGoesOn() {
    var assembler = new Utf8Assembler();
    assertThat(assembler.add(new byte[] {(byte) 0xFF, 'a'})).isEqualTo(REPLACEMENT + "a");
    assertThat(assembler.add(new byte[] {(byte) 0xF0, (byte) 0x9F})).isEmpty();
    assertThat(assembler.add(new byte[] {'b'})).isEqualTo(REPLACEMENT + "b");
  }
}
