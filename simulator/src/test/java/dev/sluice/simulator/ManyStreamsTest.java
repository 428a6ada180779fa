package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManyStreamsTest {
  private static final int STREAMS = 200;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void manyStreamsAtOnceAreEachWholeAndTheirOwn(int threads) throws Exception {
    var script =
        Script.parse(
            """
            role
            pace 500/s jitter 50% seed 3
            split random 1-300
            repeat 20 words "one two"
            finish stop
            done
            """);
    try (var simulator = Simulator.start(script, Options.defaults().threads(threads));
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        answers.add(clients.submit(() -> answer(simulator)));
      }
      var ids = new HashSet<String>();
      for (Future<String> answer : answers) {
        String body = answer.get();
        String id = body.substring(body.indexOf("chatcmpl-"), body.indexOf("\",\"object\""));
        assertThat(ids.add(id)).isTrue();
        assertThat(body.split("\n\n", -1)).hasSize(44);
        assertThat(body.split(id, -1)).hasSize(43);
        assertThat(body).endsWith("data: [DONE]\n\n");
      }
      assertThat(simulator.requests()).hasSize(STREAMS);
      assertThat(simulator.acceptedConnections()).isEqualTo(STREAMS);
      simulator.awaitOpenConnections(0, Duration.ofSeconds(10));
    }
  }

  private static String answer(Simulator simulator) throws Exception {
    try (var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      return client.readText();
    }
  }
}
