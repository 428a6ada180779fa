package dev.sluice.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.testing.Coded;
import dev.sluice.testing.Pieces;
import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each body is decoded whole, byte by byte and on seeded random splits. */
class ContentCodingTest {
  private static final String TEXT = "data: {\"a\":\"ü😀\"}\n\n".repeat(200);
  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "x-gzip", " gzip ", "identity, gzip", ",gzip,"})
  void gzipIsUndone(String name) throws Exception {
    assertThat(decoded(name, Coded.gzip(BYTES))).isEqualTo(TEXT);
  }

  @Test
  void deflateIsUndoneWithItsFormatAndWithout() throws Exception {
    assertThat(decoded("deflate", Coded.zlib(BYTES))).isEqualTo(TEXT);
    assertThat(decoded("deflate", Coded.raw(BYTES))).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", " , identity,"})
  void withoutACodingThereIsNothingToUndo(String name) throws Exception {
    assertThat(ContentCoding.of(head(name))).isNull();
    assertThat(ContentCoding.of(new ResponseHead(200, Map.of()))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "compress", "gzip, gzip", "br, gzip", "gzip;q=1", "*"})
  void anotherCodingIsNamed(String name) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> ContentCoding.of(head(name)))
        .withMessageContaining("'" + name + "'");
  }

  @Test
  void membersOfGzipFollowEachOther() throws Exception {
    byte[] a = Coded.gzip("a".getBytes(StandardCharsets.US_ASCII));
    byte[] none = Coded.gzip();
    byte[] b = Coded.gzip("b".getBytes(StandardCharsets.US_ASCII));
    assertThat(decoded("gzip", Coded.joined(a, none, b))).isEqualTo("ab");
    assertThat(decoded("gzip", Coded.joined(a, new byte[5]))).isEqualTo("a");
  }

  /** RFC 1952, section 2.3: an extra field, a name, a comment and a checksum of the header. */
  @Test
  void everyPartOfAHeaderIsPassedOver() throws Exception {
    byte[] plain = Coded.gzip(BYTES);
    byte[] fixed = Arrays.copyOf(plain, 10);
    fixed[3] = 0x1F;
    byte[] extra = {3, 0, 1, 2, 3};
    byte[] noExtra = {0, 0};
    byte[] words = "name\0comment\0".getBytes(StandardCharsets.US_ASCII);
    byte[] check = {9, 9};
    byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
    assertThat(decoded("gzip", Coded.joined(fixed, extra, words, check, rest))).isEqualTo(TEXT);
    assertThat(decoded("gzip", Coded.joined(fixed, noExtra, words, check, rest))).isEqualTo(TEXT);
  }

  @Test
  void whatIsThereIsToldBeforeMoreComes() throws Exception {
    for (String name : new String[] {"gzip", "deflate"}) {
      byte[] a = "data: a\n\n".getBytes(StandardCharsets.US_ASCII);
      byte[] b = "data: b\n\n".getBytes(StandardCharsets.US_ASCII);
      byte[] one = name.equals("gzip") ? Coded.gzip(a) : Coded.zlib(a);
      byte[] both = name.equals("gzip") ? Coded.gzip(a, b) : Coded.zlib(a, b);
      int flushed = commonStart(one, both);
      Heard heard = new Heard(name);
      heard.feed(Arrays.copyOf(both, flushed));
      assertThat(heard).hasToString("data: a\n\n");
      assertThat(heard.coding.isWhole()).isFalse();
      heard.feed(Arrays.copyOfRange(both, flushed, both.length));
      assertThat(heard).hasToString("data: a\n\ndata: b\n\n");
      assertThat(heard.coding.isWhole()).isTrue();
    }
  }

  /** What the flush wrote: the two go on differently. */
  private static int commonStart(byte[] one, byte[] other) {
    int mismatch = Arrays.mismatch(one, other);
    assertThat(mismatch).isPositive();
    return mismatch;
  }

  @Test
  void whatBreaksOffIsNotWhole() throws Exception {
    for (byte[] coded : new byte[][] {Coded.gzip(BYTES), Coded.zlib(BYTES), Coded.raw(BYTES)}) {
      String name = coded[0] == 0x1F ? "gzip" : "deflate";
      for (int cut : new int[] {1, 2, 5, 11, coded.length / 2, coded.length - 1}) {
        Heard heard = new Heard(name);
        heard.feed(Arrays.copyOf(coded, cut));
        assertThat(heard.coding.isWhole()).as("%s cut at %d", name, cut).isFalse();
        assertThat(TEXT).startsWith(heard.toString().replace("\uFFFD", ""));
      }
    }
    assertThat(new Heard("gzip").coding.isWhole()).as("an empty body").isTrue();
    assertThat(new Heard("deflate").coding.isWhole()).as("an empty body").isTrue();
  }

  @Test
  void aWrongChecksumOrLengthIsNamed() {
    byte[] gzip = Coded.gzip(BYTES);
    byte[] zlib = Coded.zlib(BYTES);
    refused("gzip", changed(gzip, gzip.length - 8), "its checksum is another");
    refused("gzip", changed(gzip, gzip.length - 1), "its length is another");
    refused("deflate", changed(zlib, zlib.length - 1), "incorrect data check");
    refused("gzip", changed(gzip, 20), "the gzip coding is damaged");
  }

  private static byte[] changed(byte[] bytes, int at) {
    byte[] other = bytes.clone();
    other[at] ^= 0x55;
    return other;
  }

  @Test
  void whatIsInNoCodingIsNamed() {
    refused("gzip", BYTES, "does not begin as one");
    refused("gzip", changed(Coded.gzip(BYTES), 1), "does not begin as one");
    refused("gzip", changed(Coded.gzip(BYTES), 2), "does not begin as one");
    refused("gzip", Coded.joined(Coded.gzip(BYTES), BYTES), "does not begin as one");
    refused("deflate", Coded.joined(Coded.zlib(BYTES), BYTES), "goes on after its end");
    refused("deflate", BYTES, "the deflate coding is damaged");
    byte[] dictionary = {0x78, (byte) 0xBB, 1, 2, 3, 4, 5};
    refused("deflate", dictionary, "needs a dictionary");
  }

  @Test
  void aHeaderWithoutEndIsRefused() {
    byte[] begin = {0x1F, (byte) 0x8B, 8, 8, 0, 0, 0, 0, 0, 0};
    byte[] name = new byte[70_000];
    Arrays.fill(name, (byte) 'n');
    refused("gzip", Coded.joined(begin, name), "has no end");
  }

  @Test
  void aBodyThatGrowsWithoutMeasureIsRefusedBeforeItIsHeld() throws Exception {
    byte[] bomb = Coded.gzip(new byte[100 * 1024 * 1024]);
    Heard heard = new Heard("gzip");
    heard.keeps = false;
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> heard.feed(bomb))
        .withMessage("the gzip coding grows more than 100 times");
    assertThat(heard.count).isLessThan(101L * bomb.length);
    Heard early = new Heard("gzip");
    early.keeps = false;
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(
            () -> {
              for (byte b : bomb) {
                early.feed(new byte[] {b});
              }
            });
    assertThat(early.count).isLessThan(2 * 1024 * 1024);
  }

  @Test
  void nothingIsDecodedOnceNobodyWantsMore() throws Exception {
    Heard heard = new Heard("gzip");
    heard.wantsMore = false;
    heard.feed(Coded.gzip(new byte[100_000]));
    assertThat(heard.count).isLessThanOrEqualTo(8 * 1024);
    heard.coding.close();
    heard.feed(BYTES);
  }

  private static void refused(String name, byte[] coded, String why) {
    for (Pieces pieces : Pieces.of(coded)) {
      assertThatExceptionOfType(ProtocolException.class)
          .as("%s", pieces)
          .isThrownBy(
              () -> {
                Heard heard = new Heard(name);
                for (byte[] piece : pieces.list()) {
                  heard.feed(piece);
                }
              })
          .withMessageContaining(why);
    }
  }

  private static String decoded(String name, byte[] coded) throws ProtocolException {
    String first = null;
    for (Pieces pieces : Pieces.of(coded)) {
      Heard heard = new Heard(name);
      for (byte[] piece : pieces.list()) {
        heard.feed(piece);
      }
      assertThat(heard.coding.isWhole()).as("%s", pieces).isTrue();
      first = first == null ? heard.toString() : first;
      assertThat(heard).as("%s", pieces).hasToString(first);
    }
    return String.valueOf(first);
  }

  private static ResponseHead head(String coding) {
    return new ResponseHead(200, Map.of("content-encoding", coding));
  }

  private static final class Heard {
    final ContentCoding coding;
    final ByteArrayOutputStream all = new ByteArrayOutputStream();
    boolean keeps = true;
    boolean wantsMore = true;
    long count;

    Heard(String name) throws ProtocolException {
      ContentCoding of = ContentCoding.of(head(name));
      if (of == null) {
        throw new AssertionError(name + " is none");
      }
      coding = of;
    }

    void feed(byte[] bytes) throws ProtocolException {
      coding.feed(
          bytes,
          0,
          bytes.length,
          (decoded, from, to) -> {
            count += to - from;
            if (keeps) {
              all.write(decoded, from, to - from);
            }
            return wantsMore;
          });
    }

    @Override
    public String toString() {
      return all.toString(StandardCharsets.UTF_8);
    }
  }
}
