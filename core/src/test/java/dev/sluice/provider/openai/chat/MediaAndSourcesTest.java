package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Images, sound, and where an answer comes from. */
class MediaAndSourcesTest {

  // Images.

  @Test
  void imagesOfADeltaAndOfAMessageAreParts() {
    String images =
        "\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"},\"index\":0},"
            + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.org/a.jpg\"},\"index\":1}]";
    List<Part> wanted =
        List.of(
            Part.text("Here:"),
            new Part.Media(Part.Media.Kind.IMAGE, "image/png", new Part.Media.Inline("AAAA")),
            Part.image(URI.create("https://example.org/a.jpg")));
    Decoded streamed =
        Decoded.lines(
            "{\"choices\":[{\"delta\":{\"content\":\"Here:\"}}]}\n{\"choices\":[{\"delta\":{\"content\":\"\","
                + images
                + "},\"finish_reason\":\"stop\"}]}");
    assertThat(streamed.reply().parts()).isEqualTo(wanted);
    Decoded whole =
        Decoded.whole(
            "{\"object\":\"chat.completion\",\"choices\":[{\"message\":{\"content\":\"Here:\","
                + images
                + "},\"finish_reason\":\"stop\"}]}");
    assertThat(whole.reply().parts()).isEqualTo(wanted);
  }

  @Test
  void anImageThatIsSentWithEachChunkIsOne() {
    String chunk =
        "{\"choices\":[{\"delta\":{\"images\":[{\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}}]}\n";
    assertThat(Decoded.lines(chunk.repeat(3)).parts()).containsExactly("media image/png");
  }

  @Test
  void oddImagesDoNotBreakTheStream() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"images":[null,7,{},{"image_url":null},{"image_url":{}},{"image_url":{"url":"no address at all"}},{"url":"data:text/plain,a"},{"b64_json":"BBBB"},"https://example.org/c"]}}]}
            {"choices":[{"delta":{"images":{"image_url":"https://example.org/d"},"content":"a"},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.text()).isEqualTo("a");
    assertThat(decoded.reply().parts().stream().filter(Part.Native.class::isInstance)).hasSize(2);
    assertThat(decoded.reply().parts().stream().filter(Part.Media.class::isInstance)).hasSize(3);
  }

  // Sound.

  @Test
  void soundGrowsBesideItsTranscriptWhichIsTheText() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"role":"assistant","content":null,"audio":{"id":"audio_1","transcript":"Hel"}}}]}
            {"choices":[{"delta":{"audio":{"data":"AAE="}}}]}
            {"choices":[{"delta":{"audio":{"transcript":"lo"}}}]}
            {"choices":[{"delta":{"audio":{"data":"AgMEBQ=="}}}]}
            {"choices":[{"delta":{"audio":{"expires_at":1729234747}},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.text()).isEqualTo("Hello");
    Part.Media sound =
        decoded.reply().parts().stream()
            .filter(Part.Media.class::isInstance)
            .map(Part.Media.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(sound.kind()).isEqualTo(Part.Media.Kind.AUDIO);
    assertThat(bytes(sound)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(sound.data("openai").orElseThrow().field("audio_id")).hasValue("\"audio_1\"");
    assertThat(sound.isWhole()).isTrue();
    assertThat(decoded.all(StreamEvent.MediaDelta.class))
        .allSatisfy(delta -> assertThat(delta.base64().length() % 4).isZero());
  }

  @Test
  void soundThatComesAtOnceIsAPartToo() {
    Decoded decoded =
        Decoded.whole(
            """
            {"object":"chat.completion","choices":[{"message":{"role":"assistant","content":null,"audio":{"id":"audio_1","expires_at":1,"data":"AAECAw==","transcript":"Hello"}},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.text()).isEqualTo("Hello");
    Part.Media sound = (Part.Media) decoded.reply().parts().getLast();
    assertThat(bytes(sound)).containsExactly(0, 1, 2, 3);
  }

  private static byte[] bytes(Part.Media media) {
    return Base64.getDecoder().decode(((Part.Media.Inline) media.source()).base64());
  }

  @Test
  void soundThatIsNoBase64IsNamed() {
    Decoded decoded =
        Decoded.lines(
            "{\"choices\":[{\"delta\":{\"audio\":{\"id\":\"audio_1\",\"data\":\"%%%\"}}}]}");
    assertThat(decoded.inStream())
        .isInstanceOfSatisfying(
            Cause.Failed.class,
            failed ->
                assertThat(failed.why().message())
                    .startsWith("what should be base 64 is none: {\"choices\""));
  }

  // Sources.

  @Test
  void sourcesThatAreRepeatedWithEachChunkAreToldOnceWithTheText() {
    Decoded decoded =
        Decoded.lines(
            """
            {"id":"p","citations":["https://a.org","https://b.org"],"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}
            {"id":"p","citations":["https://a.org","https://b.org"],"search_results":[{"title":"A","url":"https://a.org","date":null},{"title":"C","url":"https://c.org","snippet":"s"}],"choices":[{"index":0,"delta":{"content":"Yes[1]"}}]}
            {"id":"p","citations":["https://a.org","https://b.org","https://d.org"],"search_results":[{"title":"A","url":"https://a.org"},{"title":"C","url":"https://c.org"}],"choices":[{"index":0,"delta":{"content":"."},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.parts()).containsExactly("text Yes[1].");
    Part.Text text = (Part.Text) decoded.reply().parts().getFirst();
    assertThat(text.citations().stream().map(Citation::url))
        .containsExactly("https://a.org", "https://b.org", "https://c.org", "https://d.org");
    assertThat(text.citations().getFirst().title()).isEqualTo("A");
    assertThat(text.citations().get(1).raw()).isEqualTo("\"https://b.org\"");
    assertThat(text.citations().get(2).quote()).isEqualTo("s");
  }

  @Test
  void sourcesWaitForTheTextWhileTheModelThinks() {
    Decoded decoded =
        Decoded.lines(
            """
            {"citations":["https://a.org"],"choices":[{"delta":{"reasoning":"h"}}]}
            {"citations":["https://a.org"],"choices":[{"delta":{"reasoning":"m"}}]}
            {"citations":["https://a.org"],"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.parts()).containsExactly("reasoning hm", "text Hi");
    assertThat(((Part.Text) decoded.reply().parts().getLast()).citations()).hasSize(1);
  }

  @Test
  void sourcesOfAWholeAnswerAreToldToo() {
    Decoded decoded =
        Decoded.whole(
            """
            {"object":"chat.completion","citations":["https://a.org"],"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}
            """);
    assertThat(((Part.Text) decoded.reply().parts().getFirst()).citations())
        .containsExactly(Citation.builder().url("https://a.org").raw("\"https://a.org\"").build());
  }

  @Test
  void oddSourcesArePassedOverAndTheirNumberHasABound() {
    Decoded odd =
        Decoded.lines(
            """
            {"citations":{"x":1},"search_results":[null,1,[],{}],"choices":[{"delta":{"content":"a"}}]}
            """);
    assertThat(odd.text()).isEqualTo("a");
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      urls.add("\"u" + i + "\"");
    }
    assertThat(Decoded.prefix(List.of("{\"citations\":" + urls + "}")).inStream())
        .isEqualTo(
            new Cause.Failed(new Failure.LimitExceeded("the list of sources", 1024, "sources")));
  }

  @Test
  void annotationsBesideSourcesKeepTheirPlaces() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"annotations":[{"type":"url_citation","url_citation":{"url":"https://a.org","title":"A","content":"c","start_index":0,"end_index":2}}],"content":"Hi"}}]}
            {"choices":[{"delta":{"content":"","annotations":[{"type":"file","file":{"hash":"h"}}]},"finish_reason":"stop"}]}
            """);
    List<Citation> citations = ((Part.Text) decoded.reply().parts().getFirst()).citations();
    assertThat(citations).hasSize(2);
    assertThat(citations.getFirst().from()).isZero();
    assertThat(citations.getFirst().to()).isEqualTo(2);
    assertThat(citations.getLast().raw().getBytes(StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"type\":\"file\",\"file\":{\"hash\":\"h\"}}".getBytes(StandardCharsets.UTF_8));
  }
}
