package dev.sluice.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReadersTest {
  private final JsonReaders readers = new JsonReaders();

  @Test
  void oneTextAfterTheOtherIsReadWhole() {
    for (String word : List.of("a", "ü", "\uD83D\uDE00", "x".repeat(20_000), "")) {
      assertThat(member("{\"n\":1,\"w\":\"" + word + "\",\"z\":[{}]}")).isEqualTo(word);
    }
  }

  @Test
  void aTextThatIsExpectedIsNotCopied() {
    String expected = "text_delta";
    for (String said : List.of("text_delta", "text_delt", "text_deltas", "ü", "")) {
      try (JsonReader reader = read("\"" + said + "\"")) {
        String text = reader.text(expected);
        assertThat(text).isEqualTo(said);
        if (said.equals(expected)) {
          assertThat(text).isSameAs(expected);
        }
      }
    }
    try (JsonReader reader = read("17")) {
      assertThat(reader.text(expected)).isEqualTo("17");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.50", "true", "null", "\"a\\\"b\"", "[1,{\"a\":[]}]"})
  void anyValueIsJsonAgain(String json) {
    try (JsonReader reader = read(json)) {
      assertThat(reader.json()).isEqualTo(json);
    }
    String array = new JsonWriter().object().array("a").valueJson("it", json).end().end().text();
    assertThat(array).isEqualTo("{\"a\":[" + json + "]}");
  }

  @Test
  void anElementThatIsNoJsonIsRefused() {
    JsonWriter writer = new JsonWriter().object().array("a");
    assertThatThrownBy(() -> writer.valueJson("it", "{"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'it' is not JSON");
  }

  @Test
  void whatIsLeftOfABadTextDoesNotReachTheNext() {
    assertThatThrownBy(() -> member("{\"w\":\"cut")).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> member("{\"w\":\"a\"} {")).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> member("nonsense")).isInstanceOf(JsonException.class);
    try (JsonReader unfinished = read("{\"w\":{\"deep\":[1,2")) {
      assertThat(unfinished.enterObject()).isTrue();
    }
    assertThat(member("{\"w\":\"b\"}")).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-2.5e3", "true", "null", "\"s\"", " 7 ", "[]", "{}", "{} \r\n\t "})
  void everyKindOfValueMayStandAloneAndBeFollowedByAnother(String json) {
    for (int i = 0; i < 3; i++) {
      try (JsonReader reader = read(json)) {
        reader.skip();
        reader.finish();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 2", "{}{}", "{},", "[]]", "null x", "\"s\" \"t\"", "{} \u0000"})
  void moreThanOneValueIsNone(String json) {
    try (JsonReader reader = read(json)) {
      reader.skip();
      assertThatThrownBy(reader::finish).isInstanceOf(JsonException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{\"a\":", "[1,", "tru", "\"open"})
  void aTextThatEndsEarlyIsNotJson(String json) {
    assertThatThrownBy(
            () -> {
              try (JsonReader reader = read(json)) {
                if (reader.enterObject()) {
                  while (reader.nextName() != null) {
                    reader.skip();
                  }
                } else if (json.isBlank()) {
                  throw new JsonException("nothing there");
                }
                reader.finish();
              }
            })
        .isInstanceOf(JsonException.class);
  }

  @Test
  void bytesAroundTheSliceAreNotRead() {
    byte[] bytes = "]]{\"w\":\"in\"}}}".getBytes(StandardCharsets.UTF_8);
    try (JsonReader reader = readers.read(bytes, 2, bytes.length - 4)) {
      assertThat(reader.enterObject()).isTrue();
      assertThat(reader.nextName()).isEqualTo("w");
      assertThat(reader.text()).isEqualTo("in");
      assertThat(reader.nextName()).isNull();
      reader.finish();
    }
  }

  private String member(String json) {
    String word = "";
    try (JsonReader reader = read(json)) {
      assertThat(reader.enterObject()).isTrue();
      for (String name; (name = reader.nextName()) != null; ) {
        if (name.equals("w")) {
          word = reader.text();
        } else {
          reader.skip();
        }
      }
      reader.finish();
    }
    return word;
  }

  private JsonReader read(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return readers.read(bytes, 0, bytes.length);
  }

  @Test
  void aValueCanBeHadAsItCame() {
    String[] values = {
      "\"ü\\n\\u0041\"",
      "1.50",
      "-0",
      "true",
      "null",
      "[ 1 , {} ]",
      "{ \"a\" : \"}\" }",
      "\"\"",
      "\"" + "x".repeat(20_000) + "\""
    };
    for (int round = 0; round < 3; round++) {
      for (String value : values) {
        String text = " {\"é\": " + value + " , \"z\":[" + value + "," + value + "]}";
        try (JsonReader json = read(text)) {
          int begin = json.here();
          assertThat(json.enterObject()).isTrue();
          assertThat(json.nextName()).isEqualTo("é");
          assertThat(json.json()).isEqualTo(value);
          assertThat(json.nextName()).isEqualTo("z");
          assertThat(json.enterArray()).isTrue();
          while (json.nextElement()) {
            assertThat(json.json()).isEqualTo(value);
          }
          assertThat(json.nextName()).isNull();
          assertThat(json.since(begin)).isEqualTo(text.strip());
          json.finish();
        }
      }
    }
  }

  @Test
  void aTextThatIsKnownIsGivenAsTheVeryStringThatIsKnown() {
    String known = String.join("", "dé", "jà");
    byte[] bytes =
        "[\"déjà\",\"d\\u00e9jà\",\"déjb\",\"d\",7,null]".getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      json.enterArray();
      json.nextElement();
      assertThat(json.text(known)).isSameAs(known);
      json.nextElement();
      assertThat(json.text(known)).as("however it is written").isSameAs(known);
      for (String other : new String[] {"déjb", "d", "7", ""}) {
        json.nextElement();
        assertThat(json.text(known)).isEqualTo(other);
      }
      assertThat(json.nextElement()).isFalse();
    }
  }
}
