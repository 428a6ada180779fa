package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64PiecesTest {

  @Test
  void piecesAreJoinedHoweverTheyAreCutAndPadded() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      byte[] all = new byte[random.nextInt(40)];
      random.nextBytes(all);
      Base64Pieces pieces = new Base64Pieces();
      StringBuilder joined = new StringBuilder();
      if (seed % 2 == 0) {
        String text =
            seed % 4 == 0
                ? Base64.getEncoder().encodeToString(all)
                : Base64.getUrlEncoder().encodeToString(all);
        for (int at = 0; at < text.length(); ) {
          int to = Math.min(text.length(), at + 1 + random.nextInt(7));
          joined.append(pieces.add(text.substring(at, to)));
          at = to;
        }
      } else {
        for (int at = 0; at < all.length; ) {
          int to = Math.min(all.length, at + 1 + random.nextInt(7));
          byte[] some = Arrays.copyOfRange(all, at, to);
          joined.append(pieces.add(Base64.getEncoder().encodeToString(some)));
          at = to;
        }
      }
      joined.append(pieces.end());
      assertThat(Base64.getDecoder().decode(joined.toString())).as("seed %d", seed).isEqualTo(all);
    }
  }

  @Test
  void aPieceOfWholeGroupsIsGivenAsItIs() {
    String piece = new String("AAEC");
    assertThat(new Base64Pieces().add(piece)).isSameAs(piece);
  }

  @Test
  void linesAreJoined() {
    Base64Pieces pieces = new Base64Pieces();
    assertThat(pieces.add("AA\r\nEC \n") + pieces.end()).isEqualTo("AAEC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "AAEC%", "AAE\u00e9", "null?", "data:audio/wav;base64,AAEC"})
  void whatIsNoneIsThePeersFault(String piece) {
    assertThatThrownBy(() -> new Base64Pieces().add(piece))
        .isInstanceOf(FramingException.class)
        .hasMessage("what should be base 64 is none");
  }
}
