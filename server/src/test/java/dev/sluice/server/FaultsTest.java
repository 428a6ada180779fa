package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.RunLog;
import dev.sluice.simulator.Simulator;
import dev.sluice.wire.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every fault of a provider behind the gateway: the client that asked, those that join while the
 * answer comes and those that come later hear what came of it, and an end that is honest. What is
 * not whole is passed on to nobody as whole.
 */
final class FaultsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** {@code -Dfull.product=true} lets all that can meet do so. */
  private static final boolean FULL = Boolean.getBoolean("full.product");

  /** A line of the Anthropic format that nobody knows, for the one of OpenAI's. */
  private static final String UNKNOWN = "{\"choices\":[],\"unknown\":true}";

  private final Simulator provider = Simulator.start("end");
  private final RunLog log = RunLog.inMemory();
  private final Wiring wired = new Wiring(provider.origin(), log, GatewaySettings.USUAL);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** How a client asks. */
  private enum View {
    CHAT_STREAM("/v1/chat/completions"),
    CHAT_DOCUMENT("/v1/chat/completions"),
    GEMINI_STREAM("/v1beta/models/MODEL:streamGenerateContent?alt=sse"),
    GEMINI_DOCUMENT("/v1beta/models/MODEL:generateContent"),
    RESPONSES_STREAM("/v1/responses"),
    RESPONSES_DOCUMENT("/v1/responses"),
    OLLAMA_STREAM("/api/chat"),
    OLLAMA_DOCUMENT("/api/chat"),
    RUN("/runs");

    private final String path;

    View(String path) {
      this.path = path;
    }

    boolean isDocument() {
      return name().endsWith("_DOCUMENT");
    }

    List<String> upstreams() {
      return this == RESPONSES_STREAM || this == RESPONSES_DOCUMENT
          ? List.of("openai", "anthropic", "responses")
          : Wiring.UPSTREAMS;
    }

    HttpRequest.BodyPublisher body(String model) {
      String chat =
          World.CHAT
              .replace("fast", model)
              .replace("\"stream\":true", "\"stream\":" + !isDocument());
      return HttpRequest.BodyPublishers.ofString(
          switch (this) {
            case GEMINI_STREAM, GEMINI_DOCUMENT ->
                "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}";
            case RESPONSES_STREAM, RESPONSES_DOCUMENT ->
                chat.replaceFirst("\"messages\":.*", "\"input\":\"Hi\"}");
            default -> chat;
          });
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
  Stream<DynamicTest> everyoneHearsAnHonestEndOfEveryFault() {
    List<DynamicTest> all = new ArrayList<>();
    List<Fault> faults = Stream.of(Fault.all(), Fault.stalls()).flatMap(Stream::of).toList();
    for (int i = 0; i < faults.size(); i++) {
      for (View view : View.values()) {
        int turn = i + List.of(View.values()).indexOf(view);
        for (int j = 0; j < view.upstreams().size(); j++) {
          // By turns, any two of fault, view and provider meet.
          if (FULL || (turn + j) % 2 == 0) {
            Fault fault = faults.get(i);
            String upstream = view.upstreams().get(j);
            all.add(
                DynamicTest.dynamicTest(
                    fault + ", from " + upstream + ", for " + view,
                    () -> check(fault, view, upstream)));
          }
        }
      }
    }
    return all.stream();
  }

  private void check(Fault fault, View view, String upstream) throws Exception {
    provider.script(
        upstream.equals("openai")
            ? fault.script()
            : fault.script().replace(UNKNOWN, "{\"type\":\"brand_new\"}"));
    int before = wired.accessLog.size();
    boolean stalls = fault.ending().equals("timed_out");
    String model = (stalls ? "hasty-" : "") + upstream;

    HttpResponse<InputStream> answer =
        http.send(
            to(view.path.replace("MODEL", model))
                .header("content-type", "application/json")
                .POST(view.body(model))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    Optional<String> early = answer.headers().firstValue("sluice-run");
    List<CompletableFuture<HttpResponse<String>>> joined = new ArrayList<>();
    if (early.isPresent()) {
      joined.add(join(early.get(), "openai.chat"));
      joined.add(join(early.get(), "runs"));
    }
    expectAll(fault, view.name(), said(view, answer));
    World.await(() -> wired.accessLog.size() > before);
    String told = List.copyOf(wired.accessLog).getLast();
    assertThat(told).contains("\"ending\":\"" + fault.ending() + "\"");
    String run = told.replaceAll(".*\"run\":\"([^\"]+)\".*", "$1");
    assertThat(early.orElse(run)).isEqualTo(run);
    joined.add(join(run, "openai.chat"));
    joined.add(join(run, "runs"));
    for (int i = 0; i < joined.size(); i++) {
      HttpResponse<String> late = joined.get(i).get(SOON.toSeconds(), TimeUnit.SECONDS);
      boolean chat = i % 2 == 0;
      Said said =
          chat && late.statusCode() != 200
              ? Said.byDocument(late.statusCode(), late.body())
              : chat
                  ? Said.byChunks(Block.all(late.body()))
                  : Said.byEvents(Block.all(late.body()));
      expectAll(fault, "follower " + i, said);
    }
    if (stalls || fault.script().contains("hold")) {
      provider.awaitClientLeft(provider.requests().size(), SOON);
    }
    assertThat(wired.complaints).isEmpty();
  }

  private static Said said(View view, HttpResponse<InputStream> answer) throws IOException {
    String body = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    int status = answer.statusCode();
    return switch (view) {
      case OLLAMA_STREAM, OLLAMA_DOCUMENT -> Said.byLines(body);
      case CHAT_DOCUMENT -> Said.byDocument(status, body);
      case GEMINI_DOCUMENT -> Said.byContent(status, body);
      case RESPONSES_DOCUMENT -> Said.byResponse(status, body);
      case CHAT_STREAM, GEMINI_STREAM, RESPONSES_STREAM, RUN ->
          status == 200 ? told(view, Block.all(body)) : Said.byDocument(status, body);
    };
  }

  private static Said told(View view, List<Block> blocks) {
    return switch (view) {
      case GEMINI_STREAM -> Said.byContents(blocks);
      case RESPONSES_STREAM -> Said.byResponses(blocks);
      case RUN -> Said.byEvents(blocks);
      default -> Said.byChunks(blocks);
    };
  }

  private static void expectAll(Fault fault, String who, Said said) {
    if (fault.isComplete()) {
      assertThat(said).as(who).isEqualTo(new Said(fault.text(), "stop done"));
    } else {
      assertThat(said.end()).as(who).isIn("incomplete", "incomplete " + fault.ending());
      // A document is whole or none.
      assertThat(said.text()).as(who).isIn(who.endsWith("_DOCUMENT") ? "" : fault.text());
    }
  }

  private CompletableFuture<HttpResponse<String>> join(String run, String dialect) {
    return http.sendAsync(
        to("/runs/" + run + "/events?as=" + dialect).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(wired.gateway.baseUrl() + path)).timeout(SOON);
  }
}
