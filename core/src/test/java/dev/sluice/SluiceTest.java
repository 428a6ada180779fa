package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Seen;
import dev.sluice.simulator.Simulator;
import dev.sluice.spi.stream.Policy;
import dev.sluice.stream.ChatModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The front door, in a process of its own, whose environment says where models are. */
@Timeout(240)
public class SluiceTest {

  @Test
  void itsModelsAreThoseOfOneModelsThatNothingIsSetIn() throws Exception {
    try (Simulator simulator = Simulator.start("answer \"Hello\"")) {
      ProcessBuilder java =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              SluiceTest.class.getName());
      java.environment().keySet().removeAll(List.of("OPENAI_API_KEY", "SLUICE_TRANSPORT"));
      java.environment().put("OPENAI_BASE_URL", simulator.baseUrl().toString());
      Process asking = java.redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String said =
          new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(asking.waitFor()).as(said).isZero();
      assertThat(said).isEqualTo("Hello Hello, of one provider's retries: true");
      assertThat(simulator.requests()).extracting(Seen::body).hasSize(2);
    }
  }

  /** Asks two models. */
  public static void main(String[] args) {
    ChatModel one = Sluice.model("openai/one");
    ChatModel two = Sluice.model("openai/two");
    String texts = one.ask("hi").text() + " " + two.ask("hi").text();
    boolean shared = one.policy(Policy.Layer.RETRY).equals(two.policy(Policy.Layer.RETRY));
    System.out.println(texts + ", of one provider's retries: " + shared);
  }
}
