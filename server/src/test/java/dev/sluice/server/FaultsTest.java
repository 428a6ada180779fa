package dev.sluice.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.RunLog;
import dev.sluice.server.clients.Ask;
import dev.sluice.server.clients.Client;
import dev.sluice.server.clients.Said;
import dev.sluice.server.clients.SoFar;
import dev.sluice.server.clients.Tree;
import dev.sluice.simulator.Simulator;
import dev.sluice.wire.Fault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Every fault of a provider behind the gateway, in every dialect: the client that asked, one that
 * joins while the answer comes and one that comes later, each in a dialect of its own, hear what
 * came of it, and the same honest end. What is not whole is passed on to nobody as whole.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultsTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** {@code -Dfull.product=true} lets all that can meet do so. */
  private static final boolean FULL = Boolean.getBoolean("full.product");

  /** So many rows are tried at once, since most of them wait. */
  private static final int LANES = 6;

  /** By provider, an event that nobody knows. */
  private static final Map<String, String> UNKNOWN =
      Map.of(
          "openai", Fault.UNKNOWN,
          "responses", "{\"type\":\"brand.new\"}",
          "anthropic", "{\"type\":\"brand_new\"}",
          "gemini", "{\"candidates\":[],\"brandNew\":true}",
          "ollama", "{\"model\":\"any\",\"brandNew\":true}");

  private static final List<Fault> FAULTS =
      Stream.of(Fault.all(), Fault.stalls()).flatMap(Stream::of).toList();

  /** What is tried at once: who asks for what, and who follows it in which dialect. */
  private record Row(Fault fault, Ask ask, String upstream, Client joins, Client later) {
    boolean isPossible() {
      return !(upstream.equals("ollama") && fault.script().contains("eol cr\n"));
    }
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    List<Client> clients = List.of(Client.values());
    List<Ask> asks = List.of(Ask.values());
    for (int i = 0; i < FAULTS.size(); i++) {
      for (Ask ask : asks) {
        int turn = i + asks.indexOf(ask);
        for (int k = 0; k < (FULL ? clients.size() * Wiring.UPSTREAMS.size() : 1); k++) {
          int size = clients.size();
          Row row =
              new Row(
                  FAULTS.get(i),
                  ask,
                  Wiring.UPSTREAMS.get((turn + i / size + k) % Wiring.UPSTREAMS.size()),
                  clients.get((turn + k) % size),
                  clients.get((turn + i / 5 + k / size + 1) % size));
          rows.add(
              row.isPossible() ? row : new Row(row.fault, ask, "openai", row.joins, row.later));
        }
      }
    }
    return rows;
  }

  /** A gateway and its provider, where one row is tried at a time. */
  private static final class Lane {
    final Simulator provider = Simulator.start("end");
    final RunLog log = RunLog.inMemory();
    final Wiring wired = new Wiring(provider.origin(), log, GatewaySettings.USUAL);

    void close() throws InterruptedException {
      wired.close();
      provider.awaitOpenConnections(0, SOON);
      provider.close();
      log.close();
    }
  }

  private final BlockingQueue<Lane> lanes = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(LANES);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterAll
  void noSocketIsLeft() throws Exception {
    threads.shutdownNow();
    http.close();
    for (Lane lane : lanes) {
      lane.close();
    }
  }

  @Test
  void anyTwoOfFaultAskerProviderAndFollowerMeet() {
    Set<List<Object>> met = new HashSet<>();
    for (Row row : rows()) {
      List<Object> all = List.of(row.fault, row.ask, row.upstream, row.joins, row.later);
      for (int a = 0; a < all.size(); a++) {
        for (int b = a + 1; b < all.size(); b++) {
          met.add(List.of(a, b, all.get(a), all.get(b)));
        }
      }
    }
    int faults = FAULTS.size();
    int asks = Ask.values().length;
    int upstreams = Wiring.UPSTREAMS.size();
    int clients = Client.values().length;
    int impossible = (int) FAULTS.stream().filter(f -> f.script().contains("eol cr\n")).count();
    assertThat(met)
        .hasSize(
            faults * (asks + upstreams + 2 * clients)
                + asks * (upstreams + 2 * clients)
                + upstreams * 2 * clients
                + clients * clients
                - impossible);
  }

  @TestFactory
  Stream<DynamicTest> everyoneHearsAnHonestEndOfEveryFault() {
    IntStream.range(0, LANES).forEach(i -> lanes.add(new Lane()));
    List<Row> rows = rows();
    List<Future<?>> tried = new ArrayList<>();
    for (Row row : rows) {
      tried.add(
          threads.submit(
              () -> {
                Lane lane = lanes.take();
                try {
                  check(lane, row);
                } finally {
                  lanes.add(lane);
                }
                return row;
              }));
    }
    return IntStream.range(0, rows.size())
        .mapToObj(i -> DynamicTest.dynamicTest(rows.get(i).toString(), () -> tried.get(i).get()));
  }

  private void check(Lane lane, Row row) throws Exception {
    Fault fault = row.fault;
    lane.provider.script(
        fault.script().replace(Fault.UNKNOWN, String.valueOf(UNKNOWN.get(row.upstream))));
    Wiring wired = lane.wired;
    int before = wired.accessLog.size();
    boolean stalls = fault.ending().equals("timed_out");
    String haste = fault.begins() ? "idle-" : "hasty-";
    String model = (stalls ? haste : "") + row.upstream;
    SoFar answer =
        SoFar.ask(
            http,
            to(lane, row.ask.path(model))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(row.ask.body(model)))
                .build());
    Optional<String> early = answer.header("sluice-run");
    Optional<CompletableFuture<HttpResponse<String>>> joined =
        early.map(run -> follow(lane, run, row.joins));
    Said heard = row.ask.read(answer.status(), answer.body().get(SOON.toSeconds(), SECONDS));
    World.await(() -> wired.accessLog.size() > before);
    Tree told = Tree.of(List.copyOf(wired.accessLog).getLast());
    assertThat(told.text("ending")).isEqualTo(fault.ending());
    String run = told.text("run");
    assertThat(early.orElse(run)).isEqualTo(run);

    Tree record = Tree.of(http.send(to(lane, "/runs/" + run).build(), text()).body());
    assertThat(record.text("status")).isEqualTo(fault.ending());
    assertThat(record.text("text")).isEqualTo(fault.text());
    String word = record.text("error", "code");
    // A document is whole or none.
    boolean isAll = row.ask.isStream() || fault.isComplete();
    expect(fault, word, row.ask.client(), "who asked", isAll ? fault.text() : "", heard);
    HttpResponse<String> late = follow(lane, run, row.later).get(SOON.toSeconds(), SECONDS);
    Said said = row.later.stream(late.statusCode(), late.body());
    expect(fault, word, row.later, "who came later", fault.text(), said);
    if (joined.isPresent()) {
      late = joined.get().get(SOON.toSeconds(), SECONDS);
      said = row.joins.stream(late.statusCode(), late.body());
      expect(fault, word, row.joins, "who joined", fault.text(), said);
    }
    if (stalls || fault.script().contains("hold")) {
      lane.provider.awaitClientLeft(lane.provider.requests().size(), SOON);
    }
    assertThat(wired.complaints).isEmpty();
  }

  private static void expect(
      Fault fault, String word, Client client, String who, String text, Said said) {
    assertThat(said.end()).as(who).isEqualTo(fault.isComplete() ? Said.WHOLE : Said.BROKEN);
    assertThat(said.text()).as(who).isEqualTo(text);
    assertThat(said.calls()).as(who).isEmpty();
    if (fault.isComplete() && fault.script().contains("usage 5 3")) {
      // Streams of chat completions tell it if they are asked to.
      assertThat(said.usage()).as(who).isIn("5+3", client == Client.CHAT ? "" : "5+3");
    }
    if (!fault.isComplete()) {
      assertThat(said.word()).as(who + " of " + word).isIn(words(fault, word, client));
    }
  }

  /** How a client may be told of this: by the word of all dialects, where its own has one. */
  private static List<String> words(Fault fault, String word, Client client) {
    return switch (client) {
      case OLLAMA -> List.of("");
      // Before the first token it is a document.
      case AI_SDK -> List.of("", word);
      case RUNS -> List.of(word, fault.ending());
      case RESPONSES -> List.of(word.replaceFirst("^overloaded$", "server_is_overloaded"));
      default -> List.of(word);
    };
  }

  private CompletableFuture<HttpResponse<String>> follow(Lane lane, String run, Client client) {
    return http.sendAsync(
        to(lane, "/runs/" + run + "/events?as=" + client.dialect()).build(), text());
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private static HttpRequest.Builder to(Lane lane, String path) {
    return HttpRequest.newBuilder(URI.create(lane.wired.gateway.baseUrl() + path)).timeout(SOON);
  }
}
