package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ModelsTest {
  @Test
  void eachModelHasALineThatSaysWhatItNeeds() {
    CommandRun.Result result = new CommandRun().run("models");

    assertThat(result.code()).isZero();
    assertThat(result.out().lines().toList())
        .first()
        .asString()
        .matches("MODEL +USABLE +ON DISK +STATE");
    assertThat(result.out()).containsPattern("(?m)^openai/MODEL +no +- +needs OPENAI_API_KEY$");
  }

  @Test
  void aModelThatHasWhatItNeedsIsUsable() {
    CommandRun.Result result = new CommandRun().with("OPENAI_API_KEY", "sk-secret-1").run("models");

    assertThat(result.out())
        .containsPattern("(?m)^openai/MODEL +yes +- +at api.openai.com/v1$")
        .doesNotContain("sk-secret-1");
  }

  @Test
  void amountsOfBytesAreForPeople() {
    assertThat(ByteAmount.text(999)).isEqualTo("999 B");
    assertThat(ByteAmount.text(1_500)).isEqualTo("1.5 kB");
    assertThat(ByteAmount.text(144_811_456)).isEqualTo("144.8 MB");
    assertThat(ByteAmount.text(2_500_000_000L)).isEqualTo("2.50 GB");
  }
}
