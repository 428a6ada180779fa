package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of the Unicode standard, chapter 3, tables 3-8 to 3-11, and their neighbours. */
class Utf8Test {

  @ParameterizedTest
  @CsvSource({
    "41, A",
    "C3A9, é",
    "F09F9880, 😀",
    "FF, *",
    "80, *",
    "C0AF, **",
    "E080BFF0818241, *****" + "*A",
    "EDA080EDBFBFEDAF41, *******" + "*A",
    "F4919293FF4180BF42, *****A**B",
    "E180E2F09192F1BF41, ****A",
    "41E2, A*",
    "41F09F98, A*",
    "E28241, *A",
    "4142434445464748E9, ABCDEFGH*",
    "41424344454647E94849, ABCDEFG*HI"
  })
  void eachMaximalSubpartIsOneReplacement(String hex, String expected) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] mended = Utf8.mended(bytes, 0, bytes.length);
    assertThat(new String(mended, StandardCharsets.UTF_8))
        .isEqualTo(expected.replace('*', '\uFFFD'));
  }
}
