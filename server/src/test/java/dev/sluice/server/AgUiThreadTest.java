package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a thread is shown as to an agent's client that comes back to it. */
final class AgUiThreadTest {
  /** Each of them would repeat it, however large it is. */
  @Test
  void theResultOfCallsThatShareAnIdIsToldOnce() throws Exception {
    String call = "{\"id\":\"c\",\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}";
    try (World world = World.saying("answer \"Hi\"")) {
      world.send(
          world.post(
              "/agui?model=fast",
              "{\"threadId\":\"t\",\"runId\":\"r\",\"messages\":[{\"role\":\"assistant\",\"toolCalls\":["
                  + call
                  + ","
                  + call
                  + "]},{\"role\":\"tool\",\"toolCallId\":\"c\",\"content\":\"what was seen\"}]}"));

      String thread = world.get("/agui?threadId=t").body();

      assertThat(thread.split("tool-call", -1)).hasSize(3);
      assertThat(thread.split("what was seen", -1)).hasSize(2);
    }
  }
}
