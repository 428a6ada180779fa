package dev.sluice.server.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.Part.Media;
import java.net.URI;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaFormTest {
  private static <T> T read(String text, BiFunction<MediaForm, String, T> how) {
    RequestJson json = RequestJson.of(("[\"" + text + "\"]").getBytes(UTF_8), Limits.USUAL);
    json.array();
    assertThat(json.nextElement()).isTrue();
    return how.apply(MediaForm.of(json), json.text());
  }

  @ParameterizedTest
  @CsvSource({"AAAA, AAAA", "AA==, AA==", "AAA=, AAA=", "AAA, AAA", "a-b_, a+b/", "+/+/, +/+/"})
  void base64IsOfTheUsualAlphabet(String said, String read) {
    assertThat(read(said, MediaForm::base64)).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``, there is nothing in it",
        "A=AA, character 2 is not of base 64",
        "A===, character 2 is not of base 64",
        "AA A, character 3 is not of base 64",
        "é, character 1 is not of base 64",
      })
  void whatIsNoBase64IsRefusedByItsPlace(String said, String why) {
    assertThatThrownBy(() -> read(said, MediaForm::base64))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("[0]: " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "data:image/png;base64,AAAA             | image/png  | AAAA",
        "DATA:Image/PNG;name=a.png;BASE64,AA-_  | image/png  | AA+/",
        "data:text/plain,a%20b                  | text/plain | YSBi",
        "data:;base64,AAAA                      | ``         | AAAA",
        "data:a b;base64,AAAA                   | ``         | AAAA",
      })
  void aDataAddressHoldsATypeAndContent(String said, String type, String base64) {
    assertThat(read(said, MediaForm::data)).isEqualTo(new MediaForm.Held(type, base64));
  }

  @ParameterizedTest
  @CsvSource({"data:image/png", "'data:,a%2'", "'data:,%zz'", "'data:a/b;base64,'"})
  void anotherDataAddressIsRefused(String said) {
    assertThatThrownBy(() -> read(said, MediaForm::data)).isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "file:///etc/passwd, begins with https",
    "gs://a/b, begins with https",
    "https:a, begins with https",
    "'a b', not an address",
  })
  void anAddressIsOneOnTheWeb(String said, String why) {
    URI address = read("HTTPS://a/b", MediaForm::address);
    assertThat(address).hasHost("a");
    assertThatThrownBy(() -> read(said, MediaForm::address)).hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "Image/PNG, image/png",
    "audio/L16;rate=24000, audio/l16;rate=24000",
  })
  void aMediaTypeIsInSmallLetters(String said, String read) {
    assertThat(read(said, MediaForm::mediaType)).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource({"png", "image/", "image/a b", "image/*", "a/b;é"})
  void whatIsNoMediaTypeIsRefused(String said) {
    assertThatThrownBy(() -> read(said, MediaForm::mediaType))
        .hasMessageContaining("such as image/png");
  }

  @Test
  void aPictureSaysItsTypeByHowItBegins() {
    assertThat(MediaForm.pictureType("/9j/4AAQ")).isEqualTo("image/jpeg");
    assertThat(MediaForm.pictureType("AAAA")).isEqualTo("image/png");
    assertThat(MediaForm.kind("audio/wav")).isEqualTo(Media.Kind.AUDIO);
    assertThat(MediaForm.kind("odd")).isEqualTo(Media.Kind.DOCUMENT);
  }

  @Test
  void whereMediaAreMayBeHere() {
    Media picture = new Media(Media.Kind.IMAGE, "", new Media.Inline(""));
    assertThat(MediaForm.address(picture, "AAAA")).isEqualTo("data:image/png;base64,AAAA");
    assertThat(MediaForm.address(new Media(Media.Kind.AUDIO, "", new Media.File("p", "f")), ""))
        .isEmpty();
  }
}
