package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.RunLog;
import dev.sluice.simulator.Simulator;
import dev.sluice.wire.Fault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every fault of a provider, as clients of Anthropic's messages hear of it. */
final class MessagesFaultsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String UNKNOWN = "{\"choices\":[],\"unknown\":true}";

  private final Simulator provider = Simulator.start("end");
  private final RunLog log = RunLog.inMemory();
  private final Wiring wired = new Wiring(provider.origin(), log, GatewaySettings.USUAL);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void noSocketIsLeft() throws Exception {
    http.close();
    wired.close();
    provider.awaitOpenConnections(0, SOON);
    provider.close();
    log.close();
  }

  @TestFactory
  Stream<DynamicTest> everyoneHearsAnHonestEndOfEveryFault() {
    List<DynamicTest> all = new ArrayList<>();
    List<Fault> faults = Stream.of(Fault.all(), Fault.stalls()).flatMap(Stream::of).toList();
    for (int i = 0; i < faults.size(); i++) {
      Fault fault = faults.get(i);
      // By turns, any two of fault, provider and form meet.
      for (int j = 0; j < Wiring.UPSTREAMS.size(); j++) {
        String upstream = Wiring.UPSTREAMS.get(j);
        boolean streamed = (i + j) % 2 == 0;
        all.add(
            DynamicTest.dynamicTest(
                fault + ", from " + upstream + (streamed ? ", streamed" : ", as a document"),
                () -> check(fault, upstream, streamed)));
      }
    }
    return all.stream();
  }

  private void check(Fault fault, String upstream, boolean streamed) throws Exception {
    provider.script(
        upstream.equals("openai")
            ? fault.script()
            : fault.script().replace(UNKNOWN, "{\"type\":\"brand_new\"}"));
    int before = wired.accessLog.size();
    boolean stalls = fault.ending().equals("timed_out");
    String body =
        World.CHAT
            .replace("fast", (stalls ? "hasty-" : "") + upstream)
            .replace("\"stream\":true", "\"max_tokens\":9,\"stream\":" + streamed);
    HttpResponse<String> answer =
        http.send(
            to("/v1/messages")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    expect(fault, streamed, answer);
    World.await(() -> wired.accessLog.size() > before);
    String told = List.copyOf(wired.accessLog).getLast();
    assertThat(told).contains("\"ending\":\"" + fault.ending() + "\"");
    String run = told.replaceAll(".*\"run\":\"([^\"]+)\".*", "$1");
    expect(
        fault,
        true,
        http.send(
            to("/runs/" + run + "/events?as=anthropic.messages").build(),
            HttpResponse.BodyHandlers.ofString()));
    assertThat(wired.complaints).isEmpty();
  }

  private static void expect(Fault fault, boolean streamed, HttpResponse<String> answer) {
    String body = answer.body();
    if (answer.statusCode() != 200) {
      assertThat(fault.isComplete()).as(body).isFalse();
      assertThat(Said.find(body, "error", "message")).isPresent();
      assertThat(Said.find(body, "type")).contains("error");
      return;
    }
    if (!streamed) {
      assertThat(fault.isComplete()).as(body).isTrue();
      assertThat(Said.find(body, "content", "text").orElse("")).isEqualTo(fault.text());
      assertThat(Said.find(body, "stop_reason")).contains("end_turn");
      return;
    }
    StringBuilder text = new StringBuilder();
    String last = "";
    for (Block block : Block.all(body)) {
      text.append(Said.find(block.data(), "delta", "text").orElse(""));
      last = Said.find(block.data(), "type").orElse("");
    }
    assertThat(text.toString()).isEqualTo(fault.text());
    assertThat(last).as(body).isEqualTo(fault.isComplete() ? "message_stop" : "error");
    assertThat(body.contains("event: message_stop")).isEqualTo(fault.isComplete());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(wired.gateway.baseUrl() + path)).timeout(SOON);
  }
}
