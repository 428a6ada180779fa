package outside;

import dev.sluice.chat.Ending;
import dev.sluice.fake.FakeAnswer;
import dev.sluice.fake.FakeModel;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import java.time.Duration;
import java.util.Map;

/** Streams from a fake model and from a provider on a socket. */
public final class Assistant {
  private Assistant() {}

  public static void main(String[] args) {
    System.out.println("java: " + Runtime.version().feature());
    System.out.println("library: " + ChatModel.class.getModule());
    FakeModel fake = FakeModel.playing(FakeAnswer.refused(503), FakeAnswer.text("It is sunny."));
    tell("fake", fake.model().with(Retry.upTo(1).waits(Duration.ofMillis(1))));
    try (Simulator simulator = Simulator.start("words \"It is rainy.\"\nfinish stop\ndone\nend");
        Models models =
            Models.of(Map.of("OPENAI_BASE_URL", simulator.baseUrl().toString()), progress -> {})) {
      tell("simulated", models.model("openai/any"));
    }
  }

  private static void tell(String name, ChatModel model) {
    StringBuilder text = new StringBuilder();
    try (var stream = model.stream("How is the weather?")) {
      stream.text().forEach(text::append);
      Ending ending = stream.await();
      System.out.println(name + ": " + text + " " + ending.kind());
    }
  }
}
