package dev.sluice.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.clients.Ask;
import dev.sluice.server.clients.Block;
import dev.sluice.server.clients.Client;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The contract of resume. Whoever has had some of a run's events gets exactly the others behind the
 * last one that it has had, whichever that is, in whatever dialect it was told and the run was
 * begun, and whether it goes on or is over; and whoever sends the same request again is told the
 * same run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResumeTest {
  private static final String LITTLE =
      "role\ntext \"Hello \"\ntext \"there\"\nwait 700ms\ntext \" all\"\n";

  private static final List<String> SCRIPTS =
      List.of(
          """
          role
          reasoning "Hm, "
          reasoning "well."
          text "Hello "
          text "there"
          wait 700ms
          tool 0 call_1 look "{\\"at\\":"
          args 0 "\\"sea\\"}"
          finish tool_calls
          usage 3 2
          done
          end
          """,
          LITTLE + "finish stop\nusage 3 2\ndone\nend",
          LITTLE + "rst",
          LITTLE + "error \"overloaded\"\nend");

  private static final List<Ask> BEGUN =
      List.of(
          Ask.CHAT_STREAM,
          Ask.RESPONSES_STREAM,
          Ask.MESSAGES_STREAM,
          Ask.GEMINI_EVENTS,
          Ask.OLLAMA_STREAM,
          Ask.AI_SDK_STREAM,
          Ask.AG_UI_STREAM,
          Ask.RUNS_STREAM);

  private static final List<String> MODELS =
      List.of("fast", "other", "google", "ollama/qwen3", "openai-responses/gpt-5");

  /** So many worlds at once, since most of the time they wait. */
  private static final int LANES = 6;

  private final ExecutorService threads = Executors.newFixedThreadPool(LANES);

  @AfterAll
  void stop() {
    threads.shutdownNow();
  }

  private record Row(Ask begun, Client follower, String model, String script) {
    @Override
    public String toString() {
      return "begun as %s, followed as %s, from %s, script %d"
          .formatted(begun, follower, model, SCRIPTS.indexOf(script));
    }
  }

  /** Any two dialects meet, and by turns all else. */
  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    List<Client> clients = List.of(Client.values());
    for (int i = 0; i < BEGUN.size(); i++) {
      for (int j = 0; j < clients.size(); j++) {
        rows.add(
            new Row(
                BEGUN.get(i),
                clients.get(j),
                MODELS.get((i + 2 * j) % MODELS.size()),
                SCRIPTS.get((i + j) % SCRIPTS.size())));
      }
    }
    return rows;
  }

  @TestFactory
  Stream<DynamicTest> behindEachPlaceComesExactlyTheRest() {
    List<Row> rows = rows();
    List<Future<?>> tried = new ArrayList<>();
    for (Row row : rows) {
      tried.add(
          threads.submit(
              () -> {
                check(row);
                return row;
              }));
    }
    return IntStream.range(0, rows.size())
        .mapToObj(i -> DynamicTest.dynamicTest(rows.get(i).toString(), () -> tried.get(i).get()));
  }

  private static void check(Row row) throws Exception {
    try (World world = World.saying(row.script)) {
      String run = begin(world, row);
      World.await(() -> hasBegun(world, run));
      Client client = row.follower;
      String path = events(run, client);
      List<Block> had = client.events(readSome(world, path, client));
      // Those that come while it goes on: behind what there is by now.
      List<CompletableFuture<HttpResponse<String>>> resumed = new ArrayList<>();
      if (client.hasPlaces()) {
        had.forEach(block -> resumed.add(world.http.sendAsync(behind(world, path, block), TEXT)));
      }
      CompletableFuture<HttpResponse<String>> joined =
          world.http.sendAsync(again(world, row), TEXT);
      List<Block> whole = client.events(world.get(path).body());
      assertThat(whole).startsWith(had.toArray(Block[]::new));
      for (int i = 0; i < resumed.size(); i++) {
        assertThat(client.events(resumed.get(i).get(60, SECONDS).body()))
            .as("live, behind %s", had.get(i))
            .isEqualTo(whole.subList(i + 1, whole.size()));
      }
      World.await(() -> !world.accessLog.isEmpty());
      assertThat(client.events(world.get(path).body())).isEqualTo(whole);
      if (client.hasPlaces()) {
        assertThat(whole).extracting(Block::id).doesNotHaveDuplicates();
        behindItsOwn(world, path, client, whole);
      }
      for (Client other : Client.values()) {
        if (other != client && other.hasPlaces()) {
          behindThoseOf(world, run, other, client, whole);
        }
      }
      tellsAgain(world, row, run, joined.get(60, SECONDS));
      assertThat(world.provider.requests()).hasSize(1);
      assertThat(world.complaints).isEmpty();
    }
  }

  private static void behindItsOwn(World world, String path, Client client, List<Block> whole)
      throws Exception {
    for (int i = 0; i < whole.size(); i++) {
      HttpResponse<String> rest = world.http.send(behind(world, path, whole.get(i)), TEXT);
      assertThat(client.events(rest.body()))
          .as("behind %s", whole.get(i))
          .isEqualTo(whole.subList(i + 1, whole.size()));
      assertThat(rest.statusCode()).isEqualTo(i == whole.size() - 1 ? 204 : 200);
    }
  }

  /** A place means the same whoever told it; one within an entry has all of the entry told. */
  private static void behindThoseOf(
      World world, String run, Client other, Client client, List<Block> whole) throws Exception {
    int told = 0;
    for (Block block : other.events(world.get(events(run, other)).body())) {
      String after = "&after=" + block.id();
      List<Block> rest = client.events(world.get(events(run, client) + after).body());
      int from = whole.size() - rest.size();
      assertThat(from).as("%s of %s", block, other).isGreaterThanOrEqualTo(told);
      assertThat(rest).as("%s of %s", block, other).isEqualTo(whole.subList(from, whole.size()));
      if (client.hasPlaces()) {
        long behind = entry(block.id()) - (isWithin(block.id()) ? 1 : 0);
        assertThat(rest)
            .as("%s of %s", block, other)
            .isEqualTo(whole.stream().filter(each -> entry(each.id()) > behind).toList());
      }
      told = from;
    }
    assertThat(told).as("behind the last of %s", other).isEqualTo(whole.size());
  }

  private static long entry(String place) {
    return Long.parseLong(place.split("\\.", -1)[1]);
  }

  private static boolean isWithin(String place) {
    return place.contains("@");
  }

  /** The same request with the same key is told the same, from its start or behind a place. */
  private static void tellsAgain(World world, Row row, String run, HttpResponse<String> joined)
      throws Exception {
    Client asker = row.begun.client();
    List<Block> whole = asker.events(joined.body());
    assertThat(joined.headers().firstValue("sluice-run")).contains(run);
    HttpResponse<String> late = world.http.send(again(world, row), TEXT);
    assertThat(asker.events(late.body())).isEqualTo(whole);
    assertThat(asker.told(whole).end()).isNotEmpty();
    if (asker == row.follower && asker.hasPlaces()) {
      for (int i = 0; i < whole.size(); i++) {
        HttpRequest behind =
            HttpRequest.newBuilder(again(world, row), (name, value) -> true)
                .header("last-event-id", whole.get(i).id())
                .build();
        assertThat(asker.events(world.http.send(behind, TEXT).body()))
            .as("again, behind %s", whole.get(i))
            .isEqualTo(whole.subList(i + 1, whole.size()));
      }
    }
  }

  private static final HttpResponse.BodyHandler<String> TEXT = HttpResponse.BodyHandlers.ofString();

  private static String events(String run, Client client) {
    return "/runs/" + run + "/events?as=" + client.dialect();
  }

  private static HttpRequest behind(World world, String path, Block block) {
    return world.request(path).header("last-event-id", block.id()).build();
  }

  private static HttpRequest again(World world, Row row) {
    return world
        .post(row.begun.path(row.model), row.begun.body(row.model))
        .header("sluice-detach", "true")
        .header("idempotency-key", "once")
        .build();
  }

  /** Begins one that goes on when its client leaves, as it does, and gives its id. */
  private static String begin(World world, Row row) throws Exception {
    HttpResponse<InputStream> answer =
        world.http.send(again(world, row), HttpResponse.BodyHandlers.ofInputStream());
    answer.body().close();
    return answer.headers().firstValue("sluice-run").orElseThrow();
  }

  private static boolean hasBegun(World world, String run) {
    try {
      return world.get("/runs/" + run).body().contains("Hello there");
    } catch (IOException | InterruptedException broken) {
      throw new AssertionError(broken);
    }
  }

  /** What comes while the run goes on, or some of it. */
  private static String readSome(World world, String path, Client client) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    String end = client == Client.OLLAMA ? "\n" : "\n\n";
    try (InputStream in =
        world
            .http
            .send(world.request(path).build(), HttpResponse.BodyHandlers.ofInputStream())
            .body()) {
      String text = "";
      while (!text.contains("there") || !text.endsWith(end)) {
        int one = in.read();
        if (one < 0) {
          throw new IOException("it ended behind " + text);
        }
        all.write(one);
        text = all.toString(StandardCharsets.UTF_8);
      }
      return text;
    }
  }
}
