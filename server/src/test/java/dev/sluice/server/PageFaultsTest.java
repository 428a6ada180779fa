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

/**
 * Every fault of a provider behind the dialects of pages: what is not whole never ends as if it
 * were, for the page that asked and for one that comes later.
 */
final class PageFaultsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Simulator provider = Simulator.start("end");
  private final RunLog log = RunLog.inMemory();
  private final Wiring wired = new Wiring(provider.origin(), log, GatewaySettings.USUAL);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** How a page asks, and by what it knows that an answer is whole, and that it is not. */
  private enum Page {
    AI_SDK(
        "/api/chat",
        "ai-sdk.ui-messages",
        "\"parts\":[{\"type\":\"text\",\"text\":\"Hi\"}]",
        "{\"type\":\"finish\",",
        "{\"type\":\"error\","),
    AG_UI(
        "/agui",
        "ag-ui",
        "\"content\":\"Hi\"",
        "{\"type\":\"RUN_FINISHED\",",
        "{\"type\":\"RUN_ERROR\",");

    private final String path;
    private final String dialect;
    private final String content;
    private final String good;
    private final String bad;

    Page(String path, String dialect, String content, String good, String bad) {
      this.path = path;
      this.dialect = dialect;
      this.content = content;
      this.good = good;
      this.bad = bad;
    }
  }

  @AfterEach
  void noSocketIsLeft() throws Exception {
    http.close();
    wired.close();
    provider.awaitOpenConnections(0, SOON);
    provider.close();
    log.close();
  }

  @TestFactory
  Stream<DynamicTest> nothingThatIsNotWholeEndsAsWhole() {
    List<DynamicTest> all = new ArrayList<>();
    for (Fault fault : Fault.all()) {
      Page page = Page.values()[all.size() % 2];
      all.add(DynamicTest.dynamicTest(fault + ", for " + page, () -> check(fault, page)));
    }
    return all.stream();
  }

  private void check(Fault fault, Page page) throws Exception {
    provider.script(fault.script());
    int before = wired.accessLog.size();
    String body =
        "{\"model\":\"openai\",\"messages\":[{\"id\":\"u\",\"role\":\"user\","
            + page.content
            + "}]}";
    HttpResponse<String> answer =
        http.send(
            to(page.path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    expect(fault, page, answer);
    World.await(() -> wired.accessLog.size() > before);
    String told = List.copyOf(wired.accessLog).getLast();
    String run = told.replaceAll(".*\"run\":\"([^\"]+)\".*", "$1");
    expect(
        fault,
        page,
        http.send(
            to("/runs/" + run + "/events?as=" + page.dialect).build(),
            HttpResponse.BodyHandlers.ofString()));
  }

  private static void expect(Fault fault, Page page, HttpResponse<String> answer) {
    if (answer.statusCode() == 200) {
      assertThat(answer.body().contains(page.good)).isEqualTo(fault.isComplete());
      assertThat(answer.body().contains(page.bad)).isNotEqualTo(fault.isComplete());
    } else {
      assertThat(fault.isComplete()).isFalse();
      assertThat(answer.body()).contains("\"error\"");
    }
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(wired.gateway.baseUrl() + path)).timeout(SOON);
  }
}
