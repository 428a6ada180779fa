package dev.sluice.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.fake.FakeModel;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.codec.ServerSentEvent;

/** Models as beans. */
@Timeout(240)
class SpringRecipesTest {
  @Test
  void closingTheContextEndsWhatStillStreams() throws Exception {
    try (Simulator simulator = Simulator.start("words \"It is\"\nstall")) {
      ChatStream stream;
      try (var context = new AnnotationConfigApplicationContext()) {
        Map<String, Object> settings =
            Map.of("chat.url", simulator.baseUrl().toString(), "chat.key", "sk-not-a-real-key");
        context
            .getEnvironment()
            .getPropertySources()
            .addFirst(new MapPropertySource("t", settings));
        context.register(Chat.class);
        context.refresh();
        stream = context.getBean(ChatModel.class).stream("Why is the sea salt?");
        simulator.awaitRequest(1, Duration.ofSeconds(20));
      }
      assertThat(stream.await())
          .isInstanceOfSatisfying(
              Ending.Incomplete.class,
              early -> assertThat(early.cause().message()).contains("closed"));
      assertThat(simulator.requests().getLast().headers().first("authorization"))
          .contains("Bearer sk-not-a-real-key");
    }
  }

  @Test
  void aControllerTellsTheTextAndTheEnd() {
    List<ServerSentEvent<String>> told =
        new ChatController(FakeModel.saying("It is salt.").model())
            .chat("Why?")
            .collectList()
            .block(Duration.ofSeconds(20));
    assertThat(told)
        .extracting(event -> event.event() + ":" + event.data())
        .containsExactly("text:It", "text: is", "text: salt.", "end:completed");
  }
}
