package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.chat.ChatRequest;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.FormatNames;
import dev.sluice.server.pairs.Formats;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the gateway says of a provider's format is what the provider does. */
class FormatNamesTest {
  @Test
  void eachNameIsAFormatsOwn() {
    assertThat(
            new String[] {
              FormatNames.CHAT,
              FormatNames.RESPONSES,
              FormatNames.MESSAGES,
              FormatNames.GEMINI,
              FormatNames.OLLAMA,
              FormatNames.CONVERSE
            })
        .containsExactlyInAnyOrder(
            Arrays.stream(Formats.values())
                .map(format -> format.wire().name())
                .toArray(String[]::new));
  }

  @Test
  void whatADialectIsWrittenInIsAFormat() {
    assertThat(Gateway.DIALECTS)
        .extracting(Dialect::wireFormat)
        .filteredOn(name -> !name.isEmpty())
        .isSubsetOf(Arrays.stream(Formats.values()).map(format -> format.id).toList());
  }

  @ParameterizedTest
  @EnumSource
  void aFormatWithoutASeedLeavesItOut(Formats format) {
    ChatRequest seeded = ChatRequest.builder().user("Hi.").seed(7).build();
    assertThat(format.wire().leftOut(seeded).isEmpty()).isEqualTo(FormatNames.hasSeed(format.id));
  }

  @ParameterizedTest
  @EnumSource
  void aFormatWithoutTextsToStopAtRefusesThem(Formats format) {
    ChatRequest stopping = ChatRequest.builder().user("Hi.").stop("END").build();
    assertThat(catchThrowable(() -> format.wire().call(stopping)) == null)
        .isEqualTo(FormatNames.hasStop(format.id));
  }
}
