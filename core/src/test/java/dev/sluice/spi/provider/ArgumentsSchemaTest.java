package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Tool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsSchemaTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                        | {"type":"object","properties":{}}
          {"type":"object"}         | {"properties":{},"type":"object"}
          {"properties":{"a":{}}}   | {"type":"object","properties":{"a":{}}}
          {"$ref":"#/$defs/a"}      | {"type":"object","$ref":"#/$defs/a"}
          {"anyOf":[{}]}            | {"type":"object","anyOf":[{}]}
          {"title":"t"}             | {"type":"object","properties":{},"title":"t"}
          """)
  void whatApisDemandIsSaid(String schema, String told) {
    assertThat(ArgumentsSchema.of(new Tool("f", "", schema))).isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"type":"object","properties":{}}
          {"type":"object","oneOf":[{}]}
          {"type":"string"}
          {"type":["object","null"]}
          true
          [{}]
          {"type"
          {"type":"object"
          """)
  void whatSaysItOrSaysSomethingElseIsLeft(String schema) {
    assertThat(ArgumentsSchema.of(new Tool("f", "", schema))).isEqualTo(schema);
  }
}
