package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.access.CatalogSettings;
import dev.sluice.server.access.Keys;
import dev.sluice.server.access.RoutePolicies;
import dev.sluice.server.dialect.Address;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Mark;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RunView;
import dev.sluice.server.dialect.Told;
import dev.sluice.server.dialect.chat.ChatDialect;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a dialect can have beside runs: questions that are answered at once, runs that are found by
 * their labels, followed and forgotten at its own addresses, and go on with earlier ones; paths
 * that it shares with others.
 */
final class BesideRunsTest {
  private static final String WHOLE = "text \"Hel\"\ntext \"lo\"\nfinish stop\ndone";
  private static final String ENDLESS = "pace 50/s\nrepeat forever text \"more \"";

  private static World world(String script) {
    return World.with(
        script,
        Keys.none(),
        settings -> settings,
        builder -> builder.also(new TalkDialect("talk")).also(new TalkDialect("other")));
  }

  private static HttpResponse<String> talk(World world, String say) throws Exception {
    return world.send(world.post("/talks", "talk " + say));
  }

  private static String run(HttpResponse<String> answer) {
    return answer.headers().firstValue("sluice-run").orElseThrow();
  }

  @Test
  void aRunIsFoundByItsLabelAndReadInItsDialect() throws Exception {
    try (World world = world(WHOLE)) {
      assertThat(world.get("/talks/t1").statusCode()).isEqualTo(204);
      HttpResponse<String> first = talk(world, "label=t1");
      assertThat(first.statusCode()).isEqualTo(200);

      HttpResponse<String> found = world.get("/talks/t1");

      assertThat(found.statusCode()).isEqualTo(200);
      assertThat(found.body()).isEqualTo(run(first) + " completed Hello talk fast t1");
      assertThat(world.get("/talks/t1/events").body())
          .contains("\"content\":\"Hel\"")
          .endsWith("data: [DONE]\n\n");
      assertThat(world.get("/talks/t2/events").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void whatIsAskedHasItsMethods() throws Exception {
    try (World world = world(WHOLE)) {
      HttpResponse<String> answer = world.send(world.post("/talks/t1", ""));
      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD, DELETE, OPTIONS");
      HttpResponse<String> head =
          world.send(
              world
                  .request("/talks/t1")
                  .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()));
      assertThat(head.statusCode()).isEqualTo(204);
    }
  }

  @Test
  void theHeadOfAStreamDoesNotWaitForItsEnd() throws Exception {
    try (World world = world(ENDLESS);
        RawClient client = world.raw()) {
      assertThat(talk(world, "label=t1 background").statusCode()).isEqualTo(200);
      client.write("HEAD /talks/t1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      assertThat(client.readUntil("\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ")
          .contains("content-type: text/event-stream");
      client.write("GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      assertThat(client.readUntil("}")).startsWith("HTTP/1.1 200 ").endsWith("{\"status\":\"ok\"}");
    }
  }

  @Test
  void aRunThatGoesOnIsForgotten() throws Exception {
    try (World world = world(ENDLESS)) {
      HttpResponse<String> begun = talk(world, "label=t1 background");
      assertThat(begun.body()).isEqualTo("begun " + run(begun));
      assertThat(world.get("/talks/t1").body()).contains(" running ");

      assertThat(world.send(world.request("/talks/t1").DELETE()).statusCode()).isEqualTo(204);

      assertThat(world.get("/runs/" + run(begun)).statusCode()).isEqualTo(404);
      assertThat(world.send(world.request("/talks/t1").DELETE()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void ofDialectsAtOnePathTheOneThatKnowsItsOwnTakesIt() throws Exception {
    try (World world = world(WHOLE)) {
      assertThat(talk(world, "label=t1").body()).startsWith("talk ");
      assertThat(world.send(world.post("/talks", "other label=t2")).body()).startsWith("other ");
      assertThat(world.send(world.post("/talks", "whatever")).body()).startsWith("talk ");
    }
  }

  @Test
  void aLargeBodyIsToldApartAndRefusedByTheDialectThatKnowsIt() throws Exception {
    try (World world = world(WHOLE)) {
      String much = "x".repeat(300_000);
      assertThat(world.send(world.post("/talks", "other " + much)).body()).startsWith("other ");
      HttpResponse<String> refused =
          world.send(world.post("/talks", "other " + much).header("x-talk-model", "none"));
      assertThat(refused.statusCode()).isEqualTo(418);
      assertThat(refused.body()).startsWith("{\"no\":");
    }
  }

  @Test
  void longLabelsThatBeginAlikeAreDifferent() throws Exception {
    try (World world = world(WHOLE)) {
      // A pair stands where it is cut.
      String begin = "a".repeat(446);
      String end = "c".repeat(100);
      String first = run(talk(world, "label=" + begin + "\uD83D\uDE00" + end + "a"));
      String second = run(talk(world, "label=" + begin + "\uD83D\uDE00" + end + "b"));

      String path = "/talks/" + begin + "%F0%9F%98%80" + end;
      assertThat(world.get(path + "a").body()).startsWith(first);
      assertThat(world.get(path + "b").body()).startsWith(second);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"key", "KEY", "Key"})
  void aParameterThatHoldsAKeyIsHeardWithoutItsValue(String name) throws Exception {
    try (World world = world(WHOLE)) {
      HttpResponse<String> answer =
          world.send(world.post("/talks?" + name + "=secret", "talk echo"));

      assertThat(answer.body()).contains("key=*").doesNotContain("secret");
    }
  }

  @Test
  void aRunGoesOnWithAnEarlierOne() throws Exception {
    try (World world = world(WHOLE)) {
      String first = run(talk(world, "label=t1"));

      assertThat(talk(world, "previous=" + first).statusCode()).isEqualTo(200);

      assertThat(world.provider.requests().get(1).body())
          .contains("\"talk label=t1\"", "\"Hello\"", "\"talk previous=" + first + "\"");
      HttpResponse<String> none = talk(world, "previous=01NONE");
      assertThat(none.statusCode()).isEqualTo(418);
      assertThat(none.body()).contains("01NONE");
    }
  }

  @Test
  void whatIsLeftOutIsNamed() throws Exception {
    try (World world = world(WHOLE)) {
      HttpResponse<String> answer = talk(world, "extra");

      assertThat(answer.headers().firstValue("x-sluice-dropped"))
          .contains("tools[0].strange?, top_k");
      World.await(() -> world.accessLog.size() == 1);
      assertThat(world.accessLog.peek())
          .contains("\"fields_dropped\":[\"tools[0].strange\u00e9\",\"top_k\"]");
    }
  }

  @Test
  void aSeedIsNamedWhereTheProviderHasNone() throws Exception {
    try (World world = World.saying("role\nwords \"Yes\"\nfinish stop\ndone")) {
      String body = World.CHAT.replace("\"fast\"", "\"other\",\"seed\":7");
      HttpResponse<String> answer = world.send(world.post("/v1/chat/completions", body));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-sluice-dropped")).contains("seed");
    }
  }

  @Test
  void aRouteThatIsStrictRefusesWhatWouldBeLeftOut() throws Exception {
    try (World world = world(WHOLE)) {
      HttpResponse<String> answer =
          world.send(world.post("/talks", "talk extra").header("x-talk-model", "strict"));

      assertThat(answer.statusCode()).isEqualTo(418);
      assertThat(answer.body()).contains("top_k");
      assertThat(world.provider.requests()).isEmpty();
    }
  }

  @Test
  void aHeaderThatHoldsAKeyIsHeardButNotItsValue() throws Exception {
    try (World world = world(WHOLE)) {
      HttpResponse<String> answer =
          world.send(world.post("/talks", "talk echo").header("x-api-key", "secret"));

      assertThat(answer.body()).contains("key=*").doesNotContain("secret");
    }
  }

  /** Its requests are words; its addresses are talks that are found by a label. */
  private static final class TalkDialect implements Dialect {
    private final String name;
    private final ChatDialect chat = new ChatDialect();

    TalkDialect(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String wireFormat() {
      return "";
    }

    @Override
    public Set<String> headers() {
      return Set.of("x-api-key", "x-talk-model");
    }

    @Override
    public List<Address> addresses() {
      return List.of(
          new Address.Runs("/talks"),
          Address.Beside.get("talks", "/talks/*", TalkDialect::stand),
          Address.Beside.delete("talks", "/talks/*", TalkDialect::forget),
          Address.Beside.get("talks", "/talks/*/events", TalkDialect::follow));
    }

    @Override
    public boolean claims(Head head, byte[] body) {
      return new String(body, UTF_8).startsWith(name + " ");
    }

    private static Inquiry.Outcome stand(String method, Head head, byte[] body, Known known) {
      Optional<RunView> run = known.find("talk", head.named()).flatMap(known::run);
      return run.isEmpty()
          ? Inquiry.Document.none()
          : new Inquiry.Document(200, "text/plain", told(run.get()).getBytes(UTF_8));
    }

    private static String told(RunView run) {
      return String.join(
          " ",
          run.id(),
          run.status(),
          run.soFar().text(),
          run.dialect(),
          run.model(),
          run.labels().get("talk"));
    }

    private static Inquiry.Outcome forget(String method, Head head, byte[] body, Known known) {
      if (known.find("talk", head.named()).filter(known::forget).isEmpty()) {
        throw new RefusedException(Problem.of(404, "t", "none", "no talk"));
      }
      return Inquiry.Document.none();
    }

    private static Inquiry.Outcome follow(String method, Head head, byte[] body, Known known) {
      return new Inquiry.Following(
          known
              .find("talk", head.named())
              .orElseThrow(() -> new RefusedException(Problem.of(404, "t", "none", "no talk"))),
          Mark.START,
          Asked.View.USUAL);
    }

    @Override
    public Asked decode(Head head, byte[] body, Limits limits) {
      String text = new String(body, UTF_8);
      String model = head.header("x-talk-model").isEmpty() ? "fast" : head.header("x-talk-model");
      Asked.Builder asked =
          Asked.of(model, ChatRequest.of(text.isEmpty() ? "nothing" : text))
              .background(text.contains("background"))
              .view(new Said(head.header("x-api-key") + head.parameter("key")));
      for (String word : text.split(" ", -1)) {
        if (word.startsWith("label=")) {
          asked.label("talk", word.substring(6));
        }
        if (word.startsWith("previous=")) {
          asked.previous(word.substring(9));
        }
        if (word.equals("extra")) {
          asked.extra(java.util.Map.of("top_k", "4")).dropped(List.of("tools[0].strange\u00e9"));
        }
      }
      return asked.build();
    }

    private record Said(String key) implements Asked.View {}

    @Override
    public Encoder encoder(Told told) {
      return chat.encoder(told);
    }

    @Override
    public byte[] document(Told told, Ending ending) {
      String key = told.view() instanceof Said(String said) ? " key=" + said : "";
      return (name + " " + ending.reply().text() + key).getBytes(UTF_8);
    }

    @Override
    public Optional<byte[]> begun(Told told) {
      return Optional.of(("begun " + told.run()).getBytes(UTF_8));
    }

    @Override
    public byte[] problem(Problem problem) {
      return new JsonWriter().object().put("no", problem.message()).end().text().getBytes(UTF_8);
    }

    @Override
    public int status(Problem problem) {
      return problem.status() == 405 ? 405 : problem.code().equals("none") ? 404 : 418;
    }
  }

  /** A model whose requests must be taken whole. */
  static CatalogSettings.Alias strict() {
    RoutePolicies usual = RoutePolicies.USUAL;
    return new CatalogSettings.Alias(
        "openai/gpt-4o-mini",
        new RoutePolicies(
            usual.retries(),
            usual.onCut(),
            usual.fallback(),
            usual.connect(),
            usual.firstToken(),
            usual.idle(),
            usual.total(),
            usual.budget(),
            usual.limiter(),
            Optional.of(true)));
  }
}
