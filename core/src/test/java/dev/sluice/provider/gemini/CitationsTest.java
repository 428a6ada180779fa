package dev.sluice.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Recorder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CitationsTest {
  private static final String CHUNKS =
      "'groundingChunks':[{'web':{'uri':'https://a.example','title':'A'}},"
          + "{'retrievedContext':{'uri':'https://b.example','title':'B','text':'said'}},"
          + "{'web':{'uri':'https://c.example'}}]";

  private static String grounded(String text, String supports) {
    return "{'candidates':[{'content':{'parts':["
        + text
        + "]},'finishReason':'STOP','groundingMetadata':{"
        + CHUNKS
        + ",'groundingSupports':["
        + supports
        + "],'webSearchQueries':['q1','q2'],'searchEntryPoint':{'renderedContent':'<b>'}}}]}";
  }

  private static List<Citation> citations(Answered answer, int part) {
    return ((Part.Text) answer.reply().parts().get(part)).citations();
  }

  private static String place(Citation citation) {
    return citation.from() + "-" + citation.to() + " " + citation.url();
  }

  @Test
  void placesAreCountedInBytesThereAndInUtf16Here() {
    // "Grüß dich 👋🏽, Welt. Ja." up to the full stop: 24 bytes + …; counted below by Java itself.
    String text = "Grüß dich 👋🏽, 世界. Ja.";
    int end = text.indexOf(". Ja") + 1;
    int bytes = text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
    assertThat(bytes).isGreaterThan(end);
    Answered answer =
        Gemini.chunks(
            "{'candidates':[{'content':{'parts':[{'text':'Grüß dich 👋'}]}}]}",
            grounded(
                "{'text':'🏽, 世界. Ja.'}",
                "{'segment':{'endIndex':"
                    + bytes
                    + ",'text':'…'},'groundingChunkIndices':[0,1]},"
                    + "{'segment':{'startIndex':"
                    + (bytes + 1)
                    + ",'endIndex':"
                    + (bytes + 4)
                    + "},'groundingChunkIndices':[1,9]}"));
    assertThat(answer.reply().text()).isEqualTo(text);
    assertThat(citations(answer, 0))
        .extracting(CitationsTest::place)
        .containsExactly(
            "0-" + end + " https://a.example",
            "0-" + end + " https://b.example",
            (end + 1) + "-" + text.length() + " https://b.example",
            "-1--1 https://c.example");
    Citation said = citations(answer, 0).get(1);
    assertThat(said.title()).isEqualTo("B");
    assertThat(said.quote()).isEqualTo("said");
    assertThat(said.raw()).startsWith("{\"retrievedContext\":{");
    assertThat(answer.reply().data().getFirst().field("groundingMetadata").orElseThrow())
        .contains("renderedContent");
    assertThat(answer.reply().usage().count(Usage.Count.SEARCHES)).hasValue(2);
  }

  @Test
  void aSegmentIsOfThePartThatItNames() {
    Answered answer =
        Gemini.document(
            Gemini.WHOLE,
            grounded(
                "{'text':'Hm, hm.','thought':true},{'text':'Über A. ','thoughtSignature':'c2ln'},"
                    + "{'text':'Über B.'},{'functionCall':{'name':'f'}}",
                "{'segment':{'partIndex':2,'startIndex':6,'endIndex':7},"
                    + "'groundingChunkIndices':[0]},"
                    + "{'segment':{'partIndex':1,'startIndex':6,'endIndex':7},"
                    + "'groundingChunkIndices':[1,2]}"));
    assertThat(answer.reply().parts()).hasSize(4);
    assertThat(citations(answer, 2))
        .extracting(CitationsTest::place)
        .containsExactly("5-6 https://a.example");
    assertThat(citations(answer, 1))
        .extracting(CitationsTest::place)
        .containsExactly("5-6 https://b.example", "5-6 https://c.example");
  }

  @Test
  void whatIsToldAgainIsCitedOnce() {
    String chunk =
        grounded(
            "{'text':'Yes.'}",
            "{'segment':{'endIndex':4},'groundingChunkIndices':[0]},"
                + "{'segment':{'startIndex':99,'endIndex':100},'groundingChunkIndices':[1,2]}");
    Answered answer = Gemini.chunks(chunk, chunk.replace("'text':'Yes.'", "'text':''"));
    assertThat(citations(answer, 0))
        .as("a place beyond the text is none")
        .extracting(CitationsTest::place)
        .containsExactly(
            "0-4 https://a.example", "-1--1 https://b.example", "-1--1 https://c.example");
  }

  @Test
  void citationsReachTheTextBeforeItsEnd() {
    Answered answer =
        Gemini.chunks(
            "{'candidates':[{'content':{'parts':[{'text':'Yes.'}]}}]}",
            grounded(
                "{'text':'','thoughtSignature':'c2ln'}",
                "{'segment':{'endIndex':4},'groundingChunkIndices':[0,1,2]}"));
    assertThat(citations(answer, 0)).hasSize(3).allMatch(Citation::hasPlace);
    List<StreamEvent> events = answer.events();
    assertThat(events.stream().filter(StreamEvent.PartEnded.class::isInstance).findFirst())
        .contains(new StreamEvent.PartEnded(0, new Part.Text("Yes.").cited(citations(answer, 0))));
  }

  @Test
  void repeatedTextsAndVisitedPagesAreCited() {
    Answered answer =
        Gemini.chunks(
            "{'candidates':[{'content':{'parts':[{'text':'äbcdef'}]},'finishReason':'STOP',"
                + "'citationMetadata':{'citationSources':[{'startIndex':2,'endIndex':4,"
                + "'uri':'https://r.example','license':'mit'},{'uri':'https://s.example'}]},"
                + "'urlContextMetadata':{'urlMetadata':[{'retrievedUrl':'https://u.example',"
                + "'urlRetrievalStatus':'URL_RETRIEVAL_STATUS_SUCCESS'},"
                + "{'retrievedUrl':'https://v.example',"
                + "'urlRetrievalStatus':'URL_RETRIEVAL_STATUS_ERROR'}]}}]}");
    assertThat(citations(answer, 0))
        .extracting(CitationsTest::place)
        .containsExactly(
            "1-3 https://r.example", "-1--1 https://s.example", "-1--1 https://u.example");
  }

  @Test
  void everyByteIsOfItsCharacter() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder();
      TextPlaces places = new TextPlaces();
      for (int i = random.nextInt(8); i >= 0; i--) {
        String piece = List.of("a", "bc", "é", "世", "👋", "", "xé世👋").get(random.nextInt(7));
        text.append(piece);
        places.add(piece);
      }
      for (int at = 0; at <= text.length(); at++) {
        if (at < text.length() && Character.isLowSurrogate(text.charAt(at))) {
          continue;
        }
        int bytes = text.substring(0, at).getBytes(StandardCharsets.UTF_8).length;
        assertThat(places.unitAt(bytes)).as("%s at %s", text, bytes).isEqualTo(at);
      }
      assertThat(places.unitAt(places.bytes() + 1)).isEqualTo(-1);
    }
  }

  /** Each piece with a signature is a text of its own, and stays open until its citations come. */
  @Test
  @Timeout(30)
  void manyTextsAreCitedAndEndedInTime() {
    AnswerTexts texts = new AnswerTexts();
    Recorder sink = new Recorder();
    int many = 400_000;
    for (int i = 0; i < many; i++) {
      texts.begin(i);
      texts.add("é");
    }
    for (int i = 0; i < 16_000; i++) {
      Citation citation = Citation.builder().url("https://a.example/" + i).build();
      texts.cite(new Source(0, 2, 4, citation), sink);
    }
    texts.endBefore(many - 1, sink);
    assertThat(sink.events()).hasSize(16_000 + many - 1);
    StreamEvent.Cited cited = (StreamEvent.Cited) sink.events().getFirst();
    assertThat(cited.part()).isEqualTo(1);
    assertThat(place(cited.citation())).isEqualTo("0-1 https://a.example/0");
    assertThat(texts.last()).isEqualTo(many - 1);
  }
}
