package dev.sluice.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.bench.load.Format;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairTest {
  @Test
  void everyFormatMeetsEveryDialect() {
    int count = Format.values().length * Spoken.dialects().size();
    assertThat(Pair.of("all")).hasSize(count).extracting(Pair::id).doesNotHaveDuplicates();
  }

  @Test
  void aRowAColumnAndAPairAreChosenByTheirNames() {
    assertThat(Pair.of("converse-,-agui,chat-ui,converse-agui"))
        .contains(new Pair(Format.CHAT_COMPLETIONS, Spoken.UI_MESSAGES))
        .hasSize(Spoken.dialects().size() + Format.values().length);
  }

  @Test
  void anUnknownPairIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GatewaySettings.of(List.of("--pairs", "chat-ui,bedrock-ui")))
        .withMessageContaining("no pair is called bedrock-ui");
  }
}
