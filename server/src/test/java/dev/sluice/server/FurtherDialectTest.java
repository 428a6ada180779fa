package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonWriter;
import dev.sluice.log.Offset;
import dev.sluice.server.access.Keys;
import dev.sluice.server.dialect.Address;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.Told;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/**
 * A dialect that is unlike those that there are needs a class and a line: its answers are lines of
 * JSON and no events, its model stands in the path, and it hears a header and the query.
 */
final class FurtherDialectTest {
  private static final String WHOLE = "text \"Hel\"\ntext \"lo\"\nfinish stop\ndone";
  private static final String BODY = "{\"say\":\"Hi\"}";

  private final LinesDialect lines = new LinesDialect();

  private World world(String script) {
    return World.with(script, Keys.none(), settings -> settings, builder -> builder.also(lines));
  }

  @Test
  void itsAnswerIsNamedAsWhatItIs() throws Exception {
    try (World world = world(WHOLE)) {
      HttpResponse<String> answer =
          world.send(world.post("/v9/models/openai/gpt-4o-mini:stream", BODY));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).contains("application/x-ndjson");
      assertThat(answer.body()).isEqualTo("{\"s\":\"Hel\"}\n{\"s\":\"lo\"}\n{\"done\":true}\n");
    }
  }

  @Test
  void itHearsTheNameInThePathTheQueryAndTheHeadersThatItWants() throws Exception {
    try (World world = world(WHOLE)) {
      world.send(
          world
              .post("/v9/models/openai%2Fgpt-4o-mini:stream?alt=a%20b&alt=c&key=k", BODY)
              .header("X-Lines-Version", "2026")
              .header("Cookie", "secret=1")
              .header("Authorization", "Bearer secret"));

      assertThat(lines.heads)
          .containsExactly(
              new Head(
                  "/v9/models/*:stream",
                  "openai/gpt-4o-mini",
                  Map.of("alt", "a b", "key", "*"),
                  Map.of("x-lines-version", "2026")));
    }
  }

  @Test
  void aGapIsNeverEmptyAndNoTrickGetsIntoIt() throws Exception {
    try (World world = world(WHOLE)) {
      for (String path :
          new String[] {
            "/v9/models/:stream",
            "/v9/models/a/%2e%2e/b:stream",
            "/v9/models/a%5Cb:stream",
            "/v9/models//b:stream",
            "/v9/models/openai/gpt-4o-mini"
          }) {
        assertThat(world.send(world.post(path, BODY)).statusCode()).as(path).isEqualTo(404);
      }
      assertThat(lines.heads).isEmpty();
    }
  }

  @Test
  void aQueryThatIsNoneIsRefused() throws Exception {
    try (World world = world(WHOLE);
        RawClient client = world.raw()) {
      client.write(
          "POST /v9/models/fast:stream?alt=%zz HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
      assertThat(client.status()).isEqualTo(400);
    }
    try (World world = world(WHOLE);
        RawClient client = world.raw()) {
      client.write("GET /runs/run_1/events?after=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.status()).isEqualTo(400);
    }
  }

  @Test
  void whatStandsInTheHeadIsPartOfWhatIsAsked() throws Exception {
    try (World world = world(WHOLE)) {
      HttpResponse<String> first = keyed(world, "/v9/models/fast:stream", "1");
      HttpResponse<String> again = keyed(world, "/v9/models/fast:stream", "1");

      assertThat(again.body()).isEqualTo(first.body());
      assertThat(again.headers().firstValue("sluice-run"))
          .isEqualTo(first.headers().firstValue("sluice-run"));
      assertThat(keyed(world, "/v9/models/fast:stream", "2").statusCode()).isEqualTo(409);
      assertThat(keyed(world, "/v9/models/other:stream", "1").statusCode()).isEqualTo(409);
      assertThat(keyed(world, "/v9/models/fast:stream?x=1", "1").statusCode()).isEqualTo(409);
    }
  }

  private static HttpResponse<String> keyed(World world, String path, String version)
      throws Exception {
    return world.send(
        world.post(path, BODY).header("idempotency-key", "k1").header("x-lines-version", version));
  }

  @Test
  void anErrorItHasNoWordForCutsTheAnswerOff() throws Exception {
    try (World world = world("text \"Hel\"\nfin");
        RawClient client = world.raw()) {
      client.write(
          "POST /v9/models/fast:stream HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

      assertThat(client.readAll()).contains("{\"s\":\"Hel\"}").doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void itsRunsCanBeFollowedInOthersAndOthersInIt() throws Exception {
    try (World world = world(WHOLE)) {
      String run =
          world
              .send(world.post("/v9/models/fast:stream", BODY))
              .headers()
              .firstValue("sluice-run")
              .orElseThrow();

      assertThat(world.get("/runs/" + run + "/events?as=openai.chat").body())
          .contains("Hel")
          .endsWith("data: [DONE]\n\n");
      HttpResponse<String> mine = world.get("/runs/" + run + "/events?as=lines");
      assertThat(mine.headers().firstValue("content-type")).contains("application/x-ndjson");
      assertThat(mine.body()).endsWith("{\"done\":true}\n");
    }
  }

  /** Lines of JSON. */
  private static final class LinesDialect implements Dialect {
    final Queue<Head> heads = new ConcurrentLinkedQueue<>();

    @Override
    public String name() {
      return "lines";
    }

    @Override
    public String wireFormat() {
      return "";
    }

    @Override
    public List<Address> addresses() {
      return List.of(new Address.Runs("/v9/models/*:stream"));
    }

    @Override
    public Set<String> headers() {
      return Set.of("x-lines-version");
    }

    @Override
    public Asked decode(Head head, byte[] body, Limits limits) {
      heads.add(head);
      return Asked.of(head.named(), ChatRequest.of("Hi")).streamed(true).build();
    }

    @Override
    public Encoder encoder(Told told) {
      return new Lines();
    }

    @Override
    public byte[] document(Told told, Ending ending) {
      return line("s", ending.reply().text());
    }

    @Override
    public byte[] problem(Problem problem) {
      return line("error", problem.message());
    }

    static byte[] line(String name, String value) {
      return (new JsonWriter().object().put(name, value).end().text() + "\n").getBytes(UTF_8);
    }
  }

  private static final class Lines implements Encoder {
    @Override
    public String contentType() {
      return "application/x-ndjson";
    }

    @Override
    public void frame(String type, byte[] bytes, int from, int length, Offset at, Bytes out) {}

    @Override
    public void event(StreamEvent event, Offset at, Bytes out) {
      if (event instanceof StreamEvent.TextDelta(int part, String text)) {
        out.add(LinesDialect.line("s", text));
      }
    }

    @Override
    public void end(Ending ending, Offset at, Bytes out) {
      if (ending instanceof Ending.Completed) {
        out.add("{\"done\":true}\n");
      }
    }

    @Override
    public boolean tellsErrors() {
      return false;
    }

    @Override
    public void heartbeat(Bytes out) {
      out.add((byte) '\n');
    }
  }
}
