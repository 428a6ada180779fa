package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

class SimulatorExtensionTest {

  @Nested
  @ExtendWith(SimulatorExtension.class)
  class AsParameter {
    @Test
    @Scripted("raw from the annotation")
    void itPlaysTheScriptAboveTheTest(Simulator simulator) throws Exception {
      assertThat(answer(simulator)).isEqualTo("from the annotation");
    }

    @Test
    void itAnswersWithoutAScript(Simulator simulator) throws Exception {
      assertThat(simulator.requests()).isEmpty();
      assertThat(answer(simulator)).contains(" simulator.\"").contains("[DONE]");
    }
  }

  @Nested
  class AsField {
    @RegisterExtension
    final SimulatorExtension provider = SimulatorExtension.playing("raw from the field");

    @Test
    void itPlaysItsScript() throws Exception {
      assertThat(answer(provider.simulator())).isEqualTo("from the field");
    }

    @Test
    @Scripted("raw from the annotation")
    void itPlaysTheScriptAboveTheTest(Simulator simulator) throws Exception {
      assertThat(simulator).isSameAs(provider.simulator());
      assertThat(answer(simulator)).isEqualTo("from the annotation");
    }
  }

  private static String answer(Simulator simulator) throws Exception {
    try (var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      return client.readText();
    }
  }
}
