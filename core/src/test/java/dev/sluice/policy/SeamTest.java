package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a continuation is a repetition; each case whole and character by character. */
class SeamTest {

  /** What is shown of a continuation. */
  private static String shown(String before, String... pieces) {
    Seam seam = Seam.after(before);
    StringBuilder shown = new StringBuilder();
    for (String piece : pieces) {
      shown.append(seam.push(piece));
    }
    return shown + seam.flush();
  }

  private static void assertJoined(String before, String continuation, String whole) {
    String base = before.substring(0, Seam.lastWholeCharacter(before));
    assertThat(base + shown(before, continuation)).isEqualTo(whole);
    assertThat(base + shown(before, continuation.split("(?<=.)")))
        .as("character by character")
        .isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource({
    "'One two','One two three','One two three'",
    "'One two','two three','One two three'",
    "'One two',' two three','One two three'",
    "'One two ','two three','One two three'",
    "'One tw','two three','One two three'",
    "'One two',' three','One two three'",
    "'One two ','three','One two three'",
    "'I have a','apple','I have apple'",
    "'the cat and the','the dog','the cat and the dog'",
    "'1, 2, 3','3, 4','1, 2, 3, 4'",
  })
  void wordsThatAreSaidAgainAreLeftOut(String before, String continuation, String whole) {
    assertJoined(before, continuation, whole);
  }

  @ParameterizedTest
  @CsvSource({
    "'hel','lo','hello'",
    "'ban','ana','banana'",
    "'pot','tery','pottery'",
    "'rhythm','musical','rhythmmusical'",
  })
  void lettersThatHappenToMatchWithinAWordStay(String before, String continuation, String whole) {
    assertJoined(before, continuation, whole);
  }

  @Test
  void aLongOverlapCountsFromWithinAWordToo() {
    assertJoined(
        "an internationalization", "ternationalization effort", "an internationalization effort");
    assertJoined("an international", "national one", "an internationalnational one");
  }

  @Test
  void theLongestOverlapIsTheOne() {
    assertJoined("no no no", "no no no yes", "no no no yes");
    assertJoined("a b a b", "a b a b c", "a b a b c");
  }

  @Test
  void bracketsAndLineEndsRepeatInAnyCode() {
    assertJoined("f(a)", ")", "f(a))");
    assertJoined("  }\n", "}\n", "  }\n}\n");
    assertJoined("Wait.", "..", "Wait...");
    assertJoined("a\n", "\nb", "a\n\nb");
    assertJoined("one ", " two", "one  two");
  }

  @Test
  void anEmojiCutInHalfIsSaidWhole() {
    assertJoined("a\uD83D", "😀b", "a😀b");
    assertJoined("hi a😀", "a😀b", "hi a😀b");
    assertThat(Seam.lastWholeCharacter("a\uD83D")).isEqualTo(1);
    assertThat(Seam.lastWholeCharacter("a😀")).isEqualTo(3);
    assertThat(Seam.lastWholeCharacter("")).isZero();
  }

  @Test
  void ideographsNeedNoSpaces() {
    assertJoined("我们今天去公园", "今天去公园玩", "我们今天去公园玩");
    assertJoined("你看", "看书", "你看看书");
  }

  @Test
  void aFenceThatIsOpenedAgainIsLeftOut() {
    String code = "Look:\n```java\nint x = 1;\nint y";
    assertJoined(code, "```java\nint y = 2;\n```", code + " = 2;\n```");
    assertJoined(code, "\n```java\nint y = 2;\n```\n", code + " = 2;\n```\n");
    assertJoined(code, "```\nint y = 2;", code + " = 2;");
    assertJoined(code, "```java title=\"A.java\"\r\n = 2;", code + " = 2;");
    assertJoined("```\na\n", "```js\nb\n", "```\na\nb\n");
  }

  @Test
  void aFenceThatClosesStays() {
    assertJoined("```java\nint x;\n", "```\nDone.", "```java\nint x;\n```\nDone.");
    assertJoined("```java\nint x;", "\n```\nDone.", "```java\nint x;\n```\nDone.");
    assertJoined("```java\nint x;\n", "```", "```java\nint x;\n```");
  }

  @Test
  void aFenceThatIsCutWithinItsLineIsAnOverlap() {
    assertJoined("Look:\n```ja", "```java\nint x;", "Look:\n```java\nint x;");
    assertJoined("Look:\n```", "java\nint x;", "Look:\n```java\nint x;");
  }

  @Test
  void outsideAFenceANewOneStays() {
    assertJoined("Look: ", "```java\nint x;", "Look: ```java\nint x;");
    assertJoined("```a\nb\n```\n", "```c\nd\n```", "```a\nb\n```\n```c\nd\n```");
  }

  @Test
  void nothingIsHeldBackLongerThanItMustBe() {
    Seam seam = Seam.after("the quick brown fox");
    assertThat(seam.push("the ")).isEmpty();
    assertThat(seam.push("slow")).isEqualTo("the slow");
    assertThat(seam.push("the quick brown fox")).isEqualTo("the quick brown fox");
  }

  @Test
  void whatCannotBeARepetitionIsShownAtOnce() {
    assertThat(Seam.after("One two").push("x")).isEqualTo("x");
  }

  @Test
  void whatIsHeldBackAtTheEndIsShownOnce() {
    Seam seam = Seam.after("A, the quick");
    assertThat(seam.push("the")).isEmpty();
    assertThat(seam.flush()).isEqualTo("the");
    assertThat(seam.flush()).isEmpty();
    assertThat(seam.push(" end")).isEqualTo(" end");
  }

  @Test
  void aFlushOfNothingDecidesNothing() {
    Seam seam = Seam.after("One two");
    assertThat(seam.flush()).isEmpty();
    assertThat(seam.push("two three")).isEqualTo(" three");
  }

  @Test
  void aContinuationThatOnlyRepeatsAddsNothing() {
    assertJoined("One two three", "two three", "One two three");
  }

  @Test
  void whatIsHeldBackCanBeTakenBack() {
    Seam seam = Seam.after("A, the quick");
    assertThat(seam.push("the\uD83D")).isEqualTo("the\uD83D");
    assertThat(seam.takeBack(1)).isFalse();
    Seam holding = Seam.after("A, the quick");
    assertThat(holding.push("the q")).isEmpty();
    assertThat(holding.takeBack(2)).isTrue();
    assertThat(holding.push(" slow")).isEqualTo("the slow");
  }

  @Test
  void aRepetitionIsFoundAsFarBackAsItSaysAndNoFarther() {
    // The same words again and again would overlap from any of them.
    StringBuilder words = new StringBuilder();
    for (int i = 0; words.length() < Seam.FARTHEST_CHARACTERS; i++) {
      words.append("word").append(i).append(' ');
    }
    String farthest = words.substring(0, Seam.FARTHEST_CHARACTERS - 1) + ".";
    assertThat(shown("before " + farthest, farthest + " more")).isEqualTo(" more");
    assertThat(shown("before " + farthest, farthest.split("(?<= )"))).isEmpty();
    String farther = ". " + farthest;
    assertThat(shown("before" + farther, farther + " more")).isEqualTo(farther + " more");
  }

  @Test
  void aParagraphThatIsSaidAgainIsLeftOut() {
    String paragraph = "It was the best of times, it was the worst of times. ".repeat(20);
    assertJoined(
        "Chapter 1. " + paragraph,
        paragraph + "And so on.",
        "Chapter 1. " + paragraph + "And so on.");
  }

  @Test
  void whatIsHeldBackIsShownOnceItTurnsOutToBeNew() {
    StringBuilder start = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      start.append("family ").append(i).append(" is alike; ");
    }
    Seam seam = Seam.after("Once. " + start);
    String again = start.substring(0, start.length() - 10);
    assertThat(seam.push(again)).isEmpty();
    assertThat(seam.push("unlike")).isEqualTo(again + "unlike");
  }

  @ParameterizedTest
  @CsvSource({
    "'One two ',' three','One two three'",
    "'One two ','three','One two three'",
    "'One two ',' two three','One two three'",
    "'One two ','two three','One two three'",
    "'One\\n\\n','\\n\\ntwo','One\\n\\ntwo'",
    "'One\\n','\\n\\ntwo','One\\n\\ntwo'",
    "'One ','\\ntwo','One \\ntwo'",
    "'One',' two','One two'",
    "'  ','  two','  two'"
  })
  void blanksThatWereNotGivenToTheModelAreThereOnce(
      String before, String continuation, String whole) {
    for (String every : new String[] {"(?<=.)", "$"}) {
      Seam seam = Seam.after(before.translateEscapes(), true);
      StringBuilder shown = new StringBuilder(before.translateEscapes());
      for (String piece : continuation.translateEscapes().split(every, -1)) {
        shown.append(seam.push(piece));
      }
      assertThat(shown + seam.flush()).isEqualTo(whole.translateEscapes());
    }
  }

  @Test
  void blanksAreNoRepetitionOtherwise() {
    assertThat("One\n" + shown("One\n", "\ntwo")).isEqualTo("One\n\ntwo");
  }
}
