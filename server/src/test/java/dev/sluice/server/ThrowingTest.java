package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
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
import dev.sluice.simulator.Script;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What others' code throws, be it whoever hears of the gateway or a dialect, ends at most what it
 * belongs to: nobody waits in vain, no place stays taken, and the next one is answered.
 */
@Timeout(240)
final class ThrowingTest {
  private static final String WHOLE =
      "text \"Hel\"\nwait 2s\ntext \"lo\"\nwait 2s\nfinish stop\ndone";

  private static final World WORLD =
      World.with(
          WHOLE,
          Keys.none(),
          settings -> settings,
          builder ->
              builder
                  .also(new ThrowingDialect())
                  .accessLog(line -> fail("an access log"))
                  .complaints(line -> fail("complaints")));

  @AfterAll
  static void close() {
    WORLD.close();
  }

  private static void fail(String what) {
    throw new IllegalStateException(what + " that throws, as the test wants it");
  }

  private static HttpResponse<String> ask(String where) throws Exception {
    return WORLD.send(WORLD.post("/throwing", where));
  }

  private static void assertTheNextOneIsAnswered() throws Exception {
    assertThat(WORLD.send(WORLD.post("/v1/chat/completions", World.CHAT)).body())
        .endsWith("data: [DONE]\n\n");
    for (String gauge : List.of("sluice_streams_open", "sluice_followers")) {
      String none = gauge + " 0.0";
      World.await(() -> metrics().contains(none));
    }
  }

  private static String metrics() {
    try {
      return WORLD.get("/metrics").body();
    } catch (Exception lost) {
      throw new AssertionError(lost);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"decode", "encoder", "document"})
  void beforeAnythingWasToldItIsAnError(String where) throws Exception {
    assertThat(ask(where).statusCode()).isEqualTo(500);
    assertTheNextOneIsAnswered();
  }

  @ParameterizedTest
  @ValueSource(strings = {"event", "end"})
  void behindTheBeginningTheAnswerIsCutOff(String where) throws Exception {
    try (RawClient client = WORLD.raw()) {
      client.write(
          "POST /throwing HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + ("Content-Length: " + where.length() + "\r\n\r\n" + where));
      assertThat(client.readAll()).contains("(Hel)").doesNotEndWith("0\r\n\r\n");
    }
    assertTheNextOneIsAnswered();
  }

  @Test
  void aLineThatNobodyTakesKeepsNoAnswerBack() throws Exception {
    WORLD.provider.script("/v1/embeddings", Script.parse("body {\"data\":[]}"));
    HttpResponse<String> answer =
        WORLD.send(WORLD.post("/v1/embeddings", "{\"model\":\"fast\",\"input\":\"Hi\"}"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"data\":[]}");
    assertTheNextOneIsAnswered();
  }

  /** Throws where its request says. */
  private static final class ThrowingDialect implements Dialect {
    @Override
    public String name() {
      return "throwing";
    }

    @Override
    public String wireFormat() {
      return "";
    }

    @Override
    public List<Address> addresses() {
      return List.of(new Address.Runs("/throwing"));
    }

    @Override
    public Asked decode(Head head, byte[] body, Limits limits) {
      String where = new String(body, UTF_8);
      at(where, "decode");
      return Asked.of("fast", ChatRequest.of("Hi"))
          .streamed(!where.equals("document"))
          .view(new Where(where))
          .build();
    }

    private record Where(String text) implements Asked.View {}

    private static void at(String where, String here) {
      if (where.equals(here)) {
        fail("a dialect");
      }
    }

    @Override
    public Encoder encoder(Told told) {
      String where = told.view() instanceof Where(String text) ? text : "";
      at(where, "encoder");
      return new ThrowingEncoder(where);
    }

    @Override
    public byte[] document(Told told, Ending ending) {
      fail("a dialect");
      return new byte[0];
    }

    @Override
    public byte[] problem(Problem problem) {
      return problem.message().getBytes(UTF_8);
    }
  }

  private record ThrowingEncoder(String where) implements Encoder {
    @Override
    public void frame(String type, byte[] bytes, int from, int length, Offset at, Bytes out) {}

    @Override
    public void event(StreamEvent event, Offset at, Bytes out) {
      if (event instanceof StreamEvent.TextDelta(int part, String text)) {
        if (text.equals("lo")) {
          ThrowingDialect.at(where, "event");
        }
        out.add("(" + text + ")");
      }
    }

    @Override
    public void end(Ending ending, Offset at, Bytes out) {
      ThrowingDialect.at(where, "end");
    }

    @Override
    public void heartbeat(Bytes out) {}
  }
}
