package dev.sluice.server.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class AskedTest {
  private static final ChatRequest REQUEST =
      ChatRequest.builder().user("Hi.").stop("END").seed(7).build();

  private static Asked fitting(String... formats) {
    return Asked.of("m", REQUEST)
        .called(Asked.STOP, "stop_sequences")
        .build()
        .fitting(List.of(formats));
  }

  @Test
  void whatFitsIsAskedAsItCame() {
    Asked asked = fitting("openai.chat", "anthropic.messages");
    assertThat(asked.request()).isEqualTo(REQUEST);
    assertThat(asked.dropped()).isEmpty();
  }

  @Test
  void whatOneOfTheModelsWouldRefuseIsLeftOutAndNamedAsTheDialectCallsIt() {
    Asked asked = fitting("openai.chat", "openai.responses");
    assertThat(asked.request().sampling().stop()).isEmpty();
    assertThat(asked.request().sampling().seed()).hasValue(7);
    assertThat(asked.dropped()).containsExactly("stop_sequences");
  }

  @Test
  void whatTheFirstOfThemLeavesOutIsNamed() {
    Asked asked = fitting("anthropic.messages", "openai.chat");
    assertThat(asked.request()).isEqualTo(REQUEST);
    assertThat(asked.dropped()).containsExactly("seed");
  }
}
