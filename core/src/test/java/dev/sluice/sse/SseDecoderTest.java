package dev.sluice.sse;

import static dev.sluice.sse.Heard.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The grammar, rule by rule; every case is fed whole, byte by byte, and in random pieces. */
class SseDecoderTest {

  @Test
  void aBlankLineDispatchesAnEvent() {
    decodes("data: hello\n\n", message("hello"));
  }

  @Test
  void aTypeThatRepeatsIsToldByTheSameString() {
    List<String> types = new ArrayList<>();
    SseDecoder decoder =
        new SseDecoder(
            (type, bytes, from, length) -> {
              types.add(type);
              return true;
            });
    byte[] bytes =
        "event: é\ndata: 1\n\ndata: 2\n\nevent: delta\ndata: 3\n\nevent: delta\ndata: 4\n\nevent: delt\ndata: 5\n\n"
            .getBytes(StandardCharsets.UTF_8);
    decoder.feed(bytes, 0, bytes.length);
    assertThat(types).containsExactly("é", "message", "delta", "delta", "delt");
    assertThat(types.get(3)).isSameAs(types.get(2));
  }

  @Test
  void eventsFollowEachOther() {
    decodes("data: one\n\ndata: two\n\n", message("one"), message("two"));
  }

  @Test
  void linesEndWithLf() {
    decodes("event: a\ndata: 1\ndata: 2\n\n", new Heard("a", "1\n2"));
  }

  @Test
  void linesEndWithCr() {
    decodes("event: a\rdata: 1\rdata: 2\r\rdata: 3\r\r", new Heard("a", "1\n2"), message("3"));
  }

  @Test
  void linesEndWithCrLf() {
    decodes("event: a\r\ndata: 1\r\ndata: 2\r\n\r\n", new Heard("a", "1\n2"));
  }

  @Test
  void lineEndsMayBeMixed() {
    decodes("data: 1\rdata: 2\r\ndata: 3\n\r\n", message("1\n2\n3"));
  }

  @Test
  void aCrAndAnLfAreOneLineEndAlsoAcrossPieces() {
    byte[] bytes = "data: 1\r\ndata: 2\r\n\r\ndata: 3\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at <= bytes.length; at++) {
      assertThat(Heard.by(Pieces.cutAt(bytes, at)))
          .as("cut at %d", at)
          .containsExactly(message("1\n2"), message("3"));
    }
  }

  @Test
  void anLfAndThenACrAreTwoLineEnds() {
    decodes("data: 1\n\rdata: 2\n\r", message("1"), message("2"));
  }

  @Test
  void aCrAtTheEndOfAPieceEndsItsLineAtOnce() {
    decodes("data: 1\r\r", message("1"));
  }

  @Test
  void oneLeadingByteOrderMarkIsDropped() {
    decodes("\uFEFFdata: hello\n\n", message("hello"));
  }

  @Test
  void aByteOrderMarkBeforeAnEventNameIsDroppedToo() {
    decodes("\uFEFFevent: a\ndata: 1\n\n", new Heard("a", "1"));
  }

  @Test
  void aSecondByteOrderMarkIsPartOfTheFieldName() {
    decodes("\uFEFF\uFEFFdata: lost\n\ndata: kept\n\n", message("kept"));
  }

  @Test
  void aByteOrderMarkLaterInTheStreamIsPartOfTheFieldName() {
    decodes("data: 1\n\n\uFEFFdata: lost\n\ndata: 2\n\n", message("1"), message("2"));
  }

  @Test
  void aByteOrderMarkInsideDataIsKept() {
    decodes("data: \uFEFFx\n\n", message("\uFEFFx"));
  }

  @Test
  void aByteOrderMarkAloneOnTheFirstLineLeavesABlankLine() {
    decodes("\uFEFF\ndata: 1\n\n", message("1"));
  }

  @Test
  void twoBytesOfAByteOrderMarkAreNoByteOrderMark() {
    byte[] bytes = "??data: lost\n\ndata: kept\n\n".getBytes(StandardCharsets.UTF_8);
    bytes[0] = (byte) 0xEF;
    bytes[1] = (byte) 0xBB;
    decodes(bytes, message("kept"));
  }

  @Test
  void aLineThatBeginsWithAColonIsAComment() {
    decodes(": keep-alive\n:\n:data: no\n\ndata: yes\n: between\n\n", message("yes"));
  }

  @Test
  void aCommentInsideAnEventLeavesItWhole() {
    decodes("data: 1\n: comment\ndata: 2\n\n", message("1\n2"));
  }

  @Test
  void theSpaceAfterTheColonMayBeMissing() {
    decodes("data:hello\nevent:a\n\n", new Heard("a", "hello"));
  }

  @Test
  void ofTwoSpacesAfterTheColonOneIsKept() {
    decodes("data:  hello\n\n", message(" hello"));
  }

  @Test
  void spacesAtTheEndAreKept() {
    decodes("data: hello  \n\n", message("hello  "));
  }

  @Test
  void aTabAfterTheColonIsKept() {
    decodes("data:\thello\n\n", message("\thello"));
  }

  @Test
  void colonsInAValueAreKept() {
    decodes("data: a: b:c\n\n", message("a: b:c"));
  }

  @Test
  void severalDataLinesJoinWithLf() {
    decodes("data: 1\ndata:\ndata: 3\n\n", message("1\n\n3"));
  }

  @Test
  void dataWithNothingAfterTheColonGivesAnEmptyEvent() {
    decodes("data:\n\ndata: \n\n", message(""), message(""));
  }

  @Test
  void dataWithoutAColonGivesAnEmptyEvent() {
    decodes("data\n\n", message(""));
  }

  @Test
  void twoEmptyDataLinesGiveOneLf() {
    decodes("data\ndata\n\n", message("\n"));
  }

  @Test
  void anEventWithoutDataIsNotDispatchedButResetsTheType() {
    decodes("event: a\n\ndata: 1\n\n", message("1"));
  }

  @Test
  void theTypeIsForOneEventOnly() {
    decodes("event: a\ndata: 1\n\ndata: 2\n\n", new Heard("a", "1"), message("2"));
  }

  @Test
  void theLastOfSeveralTypesCounts() {
    decodes("event: a\nevent: b\ndata: 1\n\n", new Heard("b", "1"));
  }

  @Test
  void anEmptyTypeIsMessage() {
    decodes("event: a\nevent:\ndata: 1\n\n", message("1"));
    decodes("event: a\nevent\ndata: 1\n\n", message("1"));
  }

  @Test
  void theTypeMayFollowTheData() {
    decodes("data: 1\nevent: a\n\n", new Heard("a", "1"));
  }

  @Test
  void aTypeIsUtf8AndKeepsItsSpaces() {
    decodes("event:  grüße \ndata: 1\n\n", new Heard(" grüße ", "1"));
  }

  @Test
  void unknownFieldsArePassedOver() {
    decodes("foo: bar\nfoo\ndatax: no\ndat: no\nDATA: no\n data: no\ndata: 1\n\n", message("1"));
  }

  @Test
  void idAndRetryArePassedOver() {
    decodes("id: 7\nid\nid: a\0b\nretry: 10\nretry: soon\ndata: 1\n\n", message("1"));
  }

  @Test
  void anIdAloneIsNoEvent() {
    decodes("id: 7\n\nretry: 10\n\n");
  }

  @Test
  void anEventThatTheEndOfInputInterruptsIsNotDispatched() {
    decodes("data: 1\n\ndata: half", message("1"));
    decodes("data: 1\n\ndata: half\n", message("1"));
    decodes("data: 1\n\ndata: half\nevent: a", message("1"));
  }

  @Test
  void whetherAnEventHasBegunIsKnown() {
    SseDecoder decoder = new SseDecoder((type, bytes, from, length) -> true);
    assertThat(decoder.isBetweenEvents()).isTrue();
    for (String part : List.of("d", "ata: a", "\n", "data: b\n")) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      decoder.feed(bytes, 0, bytes.length);
      assertThat(decoder.isBetweenEvents()).as(part).isFalse();
    }
    byte[] end = "\n: comment\n".getBytes(StandardCharsets.UTF_8);
    decoder.feed(end, 0, end.length);
    assertThat(decoder.isBetweenEvents()).isTrue();
  }

  @Test
  void manyBlankLinesAreNoEvents() {
    decodes("\n\n\n\r\r\r\n\r\n\n");
  }

  @Test
  void charactersOfTwoThreeAndFourBytesSurviveEveryCut() {
    byte[] bytes = "event: é€\ndata: aé€😀z\ndata: 👩‍👩‍👧\n\n".getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at <= bytes.length; at++) {
      assertThat(Heard.by(Pieces.cutAt(bytes, at)))
          .as("cut at %d", at)
          .containsExactly(new Heard("é€", "aé€😀z\n👩‍👩‍👧"));
    }
    decodes(bytes, new Heard("é€", "aé€😀z\n👩‍👩‍👧"));
  }

  @Test
  void separatorsThatOnlyUnicodeKnowsEndNoLine() {
    decodes("data: a\u2028b\u0085c\u000Bd\fe\n\n", message("a\u2028b\u0085c\u000Bd\fe"));
  }

  @Test
  void nulBytesAreData() {
    decodes("data: a\0b\n\0data: lost\n\n", message("a\0b"));
  }

  @Test
  void bytesThatAreNoUtf8AreHandedOnAsTheyAre() {
    byte[] bytes = "data: ??\n\n".getBytes(StandardCharsets.US_ASCII);
    bytes[6] = (byte) 0xC3;
    bytes[7] = (byte) 0xFF;
    decodes(bytes, message("\uFFFD\uFFFD"));
  }

  @Test
  void aLongLineAndManyLinesSurviveEveryKindOfPiece() {
    String line = "0123456789".repeat(2_000);
    decodes(
        "data: " + line + "\n\n" + "data: x\n".repeat(3_000) + "\ndata: end\n\n",
        message(line),
        message("x\n".repeat(2_999) + "x"),
        message("end"));
  }

  private static void decodes(String stream, Heard... expected) {
    decodes(stream.getBytes(StandardCharsets.UTF_8), expected);
  }

  private static void decodes(byte[] stream, Heard... expected) {
    for (Pieces pieces : Pieces.of(stream)) {
      assertThat(Heard.by(pieces)).as("%s", pieces).containsExactly(expected);
    }
    assertThat(NaiveSseDecoder.decode(stream)).as("the standard").containsExactly(expected);
  }
}
