package dev.sluice.provider.gemini;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The texts of an answer, with what it takes to tell where a citation belongs: Gemini counts the
 * bytes of a part, or of the whole text, and says so when the text is over. A text is therefore
 * ended late. Not thread-safe.
 */
final class AnswerTexts {
  /** A text among all of the answer's. */
  private static final class Text {
    final int part;
    final int firstUnit;

    Text(int part, int firstUnit) {
      this.part = part;
      this.firstUnit = firstUnit;
    }
  }

  private final TextPlaces places = new TextPlaces();

  /** Those that are not ended, in their order. */
  private final List<Text> open = new ArrayList<>(1);

  /** At which byte each part of the wire begins; -1 for one that is no text. */
  private int[] wireParts = new int[4];

  private int wireCount;

  /** What was cited already: chunks repeat what they have told. */
  private @Nullable Set<Source> cited;

  /** A part begins that is none of the answer's texts. */
  void otherPart() {
    wirePart(-1);
  }

  /** A part of the wire begins that is text. */
  void wireText() {
    wirePart(places.bytes());
  }

  private void wirePart(int firstByte) {
    if (wireCount == wireParts.length) {
      wireParts = Arrays.copyOf(wireParts, wireCount * 2);
    }
    wireParts[wireCount++] = firstByte;
  }

  /** A text begins, as this part of the answer. */
  void begin(int part) {
    open.add(new Text(part, places.units()));
  }

  /** The text that was begun last grows. */
  void add(String piece) {
    places.add(piece);
  }

  /** The part of the text that is open and was begun last; -1 if there is none. */
  int last() {
    return open.isEmpty() ? -1 : open.getLast().part;
  }

  /** Ends those that were begun before this part. */
  void endBefore(int part, StreamSink out) {
    int count = 0;
    while (count < open.size() && open.get(count).part < part) {
      out.onEvent(new StreamEvent.PartEnded(open.get(count++).part, new Part.Text("")));
    }
    open.subList(0, count).clear();
  }

  /** Tells where something comes from, as far as there is a text to say it of. */
  void cite(Source source, StreamSink out) {
    cited = cited == null ? new HashSet<>() : cited;
    if (open.isEmpty() || !cited.add(source)) {
      return;
    }
    int from = source.from() < 0 ? -1 : places.unitAt(base(source) + source.from());
    int to = from < 0 ? -1 : places.unitAt(base(source) + source.to());
    Text text = open.getLast();
    Citation citation = source.citation();
    int at = from < 0 ? -1 : lastBegunBy(from);
    if (at >= 0) {
      text = open.get(at);
      int end = at + 1 < open.size() ? open.get(at + 1).firstUnit : places.units();
      citation = placed(citation, from - text.firstUnit, Math.min(to, end) - text.firstUnit);
    }
    out.onEvent(new StreamEvent.Cited(text.part, citation));
  }

  /** The last of the open texts that begins at this unit or before it; -1 if none does. */
  private int lastBegunBy(int unit) {
    int low = 0;
    int high = open.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (open.get(middle).firstUnit <= unit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private static Citation placed(Citation citation, int from, int to) {
    return to < from
        ? citation
        : Citation.builder()
            .place(from, to)
            .url(citation.url())
            .title(citation.title())
            .quote(citation.quote())
            .raw(citation.raw())
            .build();
  }

  /** Where its bytes are counted from. */
  private int base(Source source) {
    int part = source.wirePart();
    return part > 0 && part < wireCount ? Math.max(0, wireParts[part]) : 0;
  }
}
