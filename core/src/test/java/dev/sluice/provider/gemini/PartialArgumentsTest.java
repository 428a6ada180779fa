package dev.sluice.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialArgumentsTest {

  private static PartialArgument text(String path, String piece, boolean more) {
    return new PartialArgument(path, piece, true, more);
  }

  private static PartialArgument value(String path, String json) {
    return new PartialArgument(path, json, false, false);
  }

  private static String joined(List<PartialArgument> pieces) {
    PartialArguments arguments = new PartialArguments();
    StringBuilder all = new StringBuilder();
    pieces.forEach(piece -> all.append(arguments.add(piece)));
    return all.append(arguments.end()).toString();
  }

  @Test
  void nothingIsAnObjectOfNothing() {
    assertThat(joined(List.of())).isEqualTo("{}");
  }

  @Test
  void objectsAndArraysAreOpenedAndClosedAsTheirMembersCome() {
    assertThat(
            joined(
                List.of(
                    value("$.n", "1.50"),
                    text("$.a.b", "x\"", true),
                    text("$.a.b", "\ny", false),
                    value("$.a.c", "true"),
                    value("$.list[0].k", "null"),
                    value("$.list[0].l", "2"),
                    value("$.list[1].k", "3"),
                    value("$.rows[0][0]", "4"),
                    value("$.rows[0][1]", "5"),
                    value("$.rows[1][0]", "6"),
                    value("$['odd name.x']", "7"),
                    value("$.o", "{\"p\":[1]}"))))
        .isEqualTo(
            "{\"n\":1.50,\"a\":{\"b\":\"x\\\"\\ny\",\"c\":true},\"list\":[{\"k\":null,\"l\":2},"
                + "{\"k\":3}],\"rows\":[[4,5],[6]],\"odd name.x\":7,\"o\":{\"p\":[1]}}");
  }

  @Test
  void aTextThatNobodyEndedEndsWithTheNextPiece() {
    assertThat(joined(List.of(text("$.a", "x", true), text("$.b", "y", true))))
        .isEqualTo("{\"a\":\"x\",\"b\":\"y\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "$", "$[0]", "$.a", "$.a.b", "$.c[x]", "$.list[0]", "$.list.x"})
  void whatNoObjectCanBeWrittenOfIsRefused(String path) {
    PartialArguments arguments = new PartialArguments();
    arguments.add(value("$.a", "1"));
    arguments.add(value("$.list[1]", "1"));
    assertThatExceptionOfType(PartialArguments.Disorder.class)
        .isThrownBy(() -> arguments.add(value(path, "2")));
  }
}
