package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.Entry;
import dev.sluice.log.Offset;
import dev.sluice.log.RunReader;
import dev.sluice.server.clients.Block;
import dev.sluice.server.clients.Client;
import dev.sluice.server.clients.Said;
import dev.sluice.simulator.Simulator;
import dev.sluice.store.KeptRun;
import dev.sluice.store.Page;
import dev.sluice.store.Store;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway with several clients of several kinds is killed at random moments, and another one
 * comes up on the same folder. What a client had seen and the disk had got is there, once and at
 * the same place; a place that was lost with the process leads to the end, and to no other text;
 * every run ends, and whoever comes back hears how.
 *
 * <p>{@code -Dsluice.kills=100} kills that often, and prints what was seen and not kept.
 */
@Timeout(3600)
@DisabledOnOs(OS.WINDOWS)
final class KilledGatewayTest {
  private static final int KILLS = Integer.getInteger("sluice.kills", 10);
  private static final int SHORT = 40;
  private static final int LONG = 4_000;
  private static final int UNFINISHED = 1_000;

  private final long seed = Long.getLong("sluice.seed", 16);
  private final Random random = new Random(seed);
  private final Simulator provider =
      Simulator.start(
          "when body contains \"silent\"\nrole\ntext \"w0\"\nstall\n---\n"
              + "when body contains \"short\"\n"
              + script(SHORT)
              + "\n---\n"
              + script(LONG));
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  // What came of it.
  private int runs;
  private int completed;
  private int unbegun;
  private int followers;
  private int acknowledged;
  private final List<Integer> lost = new ArrayList<>();

  @TempDir Path folder;

  private static String script(int words) {
    StringBuilder script = new StringBuilder("role\npace 200/s\nwords \"w0");
    for (int i = 1; i < words; i++) {
      script.append(" w").append(i);
    }
    return script.append("\"\nfinish stop\nusage 3 2\ndone\nend").toString();
  }

  @AfterEach
  void close() {
    http.close();
    provider.close();
  }

  @Test
  void whatWasSeenAndKeptOutlivesTheProcessAndEveryRunEnds() throws Exception {
    // It settles nobody by itself: that is what the next gateway is for.
    try (Store store = Store.builder(folder).settlesOrphans(false).open()) {
      GatewayChild gateway = GatewayChild.start(folder, provider);
      try {
        for (int i = 0; i < KILLS; i++) {
          Load load = load(gateway);
          Map<String, Offset> committed = followUntilDue(store, 50 + random.nextInt(650));
          gateway.kill();
          for (Listener listener : load.listeners) {
            listener.join();
          }
          Map<String, Offset> kept = new HashMap<>();
          for (String run : load.runs()) {
            store.runs().last(run).ifPresent(last -> kept.put(run, last));
          }
          committed.keySet().retainAll(load.runs()); // And not those of the rounds before.
          committed.forEach(
              (run, at) -> assertThat(kept.get(run)).as(why(run)).isGreaterThanOrEqualTo(at));
          gateway = GatewayChild.start(folder, provider);
          for (String run : load.runs()) {
            judge(gateway, run, Optional.ofNullable(kept.get(run)), load);
          }
          assertThat(integrity(store.file())).isEqualTo("ok");
        }
        assertThat(all(store)).allMatch(run -> run.ending().isPresent());
      } finally {
        gateway.close();
      }
    }
    lost.sort(null);
    if (System.getProperty("sluice.kills") != null) {
      System.out.printf(
          "killed %d times, seed %d: %d runs (%d complete, %d of which nothing was kept), %d"
              + " clients, %,d events seen and kept, all there once; seen and lost with the process:"
              + " median %d, most %d events a client%n",
          KILLS,
          seed,
          runs,
          completed,
          unbegun,
          followers,
          acknowledged,
          lost.get(lost.size() / 2),
          lost.getLast());
    }
  }

  private String why(String run) {
    return "run " + run + ", seed " + seed;
  }

  // What goes on when it is killed.

  private static final class Load {
    final List<Listener> listeners = new ArrayList<>();

    Set<String> runs() {
      Set<String> all = new LinkedHashSet<>();
      listeners.stream().map(Listener::run).filter(run -> !run.isEmpty()).forEach(all::add);
      return all;
    }
  }

  private Load load(GatewayChild gateway) throws IOException {
    Load load = new Load();
    for (String upstream : List.of("openai", "anthropic")) {
      load.listeners.add(
          Listener.to(http, "openai.chat", post(gateway, "/v1/chat/completions", upstream)));
      load.listeners.add(Listener.to(http, "runs", post(gateway, "/runs", upstream)));
      for (String path : List.of("/v1/chat/completions", "/runs")) {
        String run = detached(gateway, path, upstream);
        for (String dialect : List.of("openai.chat", "runs")) {
          load.listeners.add(
              Listener.restless(
                  http,
                  dialect,
                  id -> events(gateway, run, dialect, id),
                  new Random(random.nextLong())));
        }
      }
    }
    return load;
  }

  private String body(String upstream) {
    return World.CHAT
        .replace("fast", upstream)
        .replace("Hi", random.nextInt(4) == 0 ? "short" : "long");
  }

  private HttpRequest post(GatewayChild gateway, String path, String upstream) {
    return HttpRequest.newBuilder(gateway.at(path))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body(upstream)))
        .build();
  }

  private static HttpRequest events(GatewayChild gateway, String run, String dialect, String id) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.at("/runs/" + run + "/events?as=" + dialect))
            .timeout(World.PATIENCE);
    return (id.isEmpty() ? request : request.header("last-event-id", id)).build();
  }

  /** Begins a run whose client leaves at once. */
  private String detached(GatewayChild gateway, String path, String upstream) throws IOException {
    return detached(gateway.port(), path, body(upstream));
  }

  private static String detached(int port, String path, String body) throws IOException {
    try (RawClient client = new RawClient(port)) {
      client.write(
          "POST "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nSluice-Detach: true\r\n"
              + "Content-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      return client.readUntil("\r\n\r\n").replaceAll("(?is).*sluice-run: (\\S+).*", "$1");
    }
  }

  /** What another process sees of the disk is what the disk has got. */
  private static Map<String, Offset> followUntilDue(Store store, int millis)
      throws InterruptedException {
    Map<String, Offset> committed = new HashMap<>();
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < due) {
      for (KeptRun run : store.kept().list(Page.first(20))) {
        store.runs().last(run.id()).ifPresent(last -> committed.put(run.id(), last));
      }
      Thread.sleep(10);
    }
    return committed;
  }

  // What is there afterwards.

  private void judge(GatewayChild gateway, String run, Optional<Offset> kept, Load load)
      throws Exception {
    runs++;
    if (kept.isEmpty()) {
      unbegun++;
      assertThat(get(events(gateway, run, "runs", "")).statusCode()).as(why(run)).isEqualTo(404);
      return;
    }
    Map<String, List<Block>> whole = new HashMap<>();
    for (Client client : Client.values()) {
      String dialect = client.dialect();
      HttpResponse<String> answer = get(events(gateway, run, dialect, ""));
      whole.put(dialect, client.events(answer.body()));
      Said said = client.stream(answer.statusCode(), answer.body());
      boolean isWhole = said.isWhole();
      if (!isWhole) {
        assertThat(said.isBroken()).as(why(run)).isTrue();
        assertThat(said.word()).as(why(run)).isIn("", "interrupted");
      }
      int words = words(said.text(), run);
      if (isWhole) {
        assertThat(words).isIn(SHORT, LONG);
        completed += dialect.equals("runs") ? 1 : 0;
      }
    }
    for (Listener listener : load.listeners) {
      if (listener.run().equals(run)) {
        followers++;
        judge(gateway, listener, kept.get(), whole.getOrDefault(listener.dialect(), List.of()));
      }
    }
  }

  private void judge(GatewayChild gateway, Listener listener, Offset kept, List<Block> whole)
      throws Exception {
    List<Block> seen = listener.seen();
    int had = 0;
    while (had < seen.size() && place(seen.get(had)).compareTo(kept) <= 0) {
      had++;
    }
    String why = why(listener.run()) + ", " + listener.dialect() + ", kept up to " + kept;
    assertThat(seen.subList(0, had))
        .as(why)
        .isEqualTo(whole.subList(0, Math.min(had, whole.size())));
    assertThat(seen.subList(had, seen.size()))
        .as(why)
        .allMatch(block -> whole.stream().noneMatch(one -> one.id().equals(block.id())));
    acknowledged += had;
    lost.add(seen.size() - had);
    if (seen.isEmpty()) {
      return;
    }
    List<Integer> borders = List.of(seen.size() - 1, random.nextInt(seen.size()));
    for (int border : borders) {
      HttpResponse<String> rest =
          get(events(gateway, listener.run(), listener.dialect(), seen.get(border).id()));
      List<Block> wanted = whole.subList(Math.min(had, border + 1), whole.size());
      if (border >= had) {
        assertThat(wanted).as("only the end follows what was lost; " + why).hasSize(1);
      }
      assertThat(Block.all(rest.body())).as(why + ", behind " + seen.get(border)).isEqualTo(wanted);
      assertThat(rest.statusCode()).as(why).isEqualTo(wanted.isEmpty() ? 204 : 200);
    }
  }

  private HttpResponse<String> get(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static Offset place(Block block) {
    String[] parts = block.id().split("\\.", -1);
    return Offset.parse(parts[0] + "." + parts[1]);
  }

  /** How many words it has, which come in their order, each once. */
  private int words(String text, String run) {
    if (text.isBlank()) {
      return 0;
    }
    String[] words = text.strip().split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      assertThat(words[i]).as(why(run)).isEqualTo("w" + i);
    }
    return words.length;
  }

  private static String integrity(Path file) throws SQLException {
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  private static List<KeptRun> all(Store store) {
    List<KeptRun> all = new ArrayList<>();
    Page page = Page.first(Page.MAX);
    while (true) {
      List<KeptRun> some = store.kept().list(page);
      all.addAll(some);
      if (some.size() < Page.MAX) {
        return all;
      }
      page = page.behind(some.getLast().id());
    }
  }

  // Many of them.

  @Test
  void aThousandRunsThatNobodyFinishedDoNotHoldTheNextOneUp() throws Exception {
    try (Store store = Store.builder(folder).settlesOrphans(false).open()) {
      Duration empty;
      try (GatewayChild gateway = GatewayChild.start(folder, provider);
          ExecutorService clients = Executors.newFixedThreadPool(8)) {
        empty = gateway.took();
        String body = World.CHAT.replace("fast", "openai").replace("Hi", "silent");
        for (int i = 0; i < UNFINISHED; i++) {
          var _ = clients.submit(() -> detached(gateway.port(), "/v1/chat/completions", body));
        }
        World.await(() -> begun(store) == UNFINISHED);
        gateway.kill();
      }
      assertThat(all(store)).hasSize(UNFINISHED).noneMatch(run -> run.ending().isPresent());
      try (GatewayChild gateway = GatewayChild.start(folder, provider)) {
        HttpResponse<String> ready =
            get(HttpRequest.newBuilder(gateway.at("/health/ready")).build());
        assertThat(ready.statusCode()).isEqualTo(200);
        long began = System.nanoTime();
        World.await(() -> all(store).stream().allMatch(run -> run.ending().isPresent()));
        System.out.printf(
            "from start to serving: %d ms with an empty folder, %d ms with %,d unfinished runs;"
                + " all of them ended %d ms later%n",
            empty.toMillis(),
            gateway.took().toMillis(),
            UNFINISHED,
            Duration.ofNanos(System.nanoTime() - began).toMillis());
        String run = all(store).getFirst().id();
        assertThat(get(events(gateway, run, "runs", "")).body()).contains("interrupted");
      }
    }
  }

  /** How many have something on the disk. */
  private static long begun(Store store) {
    long begun = 0;
    for (KeptRun run : all(store)) {
      try (RunReader reader = store.runs().read(run.id(), Offset.START)) {
        begun += reader.poll() && reader.kind() != Entry.Kind.END ? 1 : 0;
      }
    }
    return begun;
  }
}
