package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is most often wrong with a request is told where, and in its own format. */
@Timeout(240)
final class MistakesTest {
  private static final String USER = "{'role':'user','content':'hi'}";
  private static final String OPENAI = "{'error':{'message':'";

  /** Where a format is asked, and what its errors begin with. */
  enum Format {
    CHAT("/v1/chat/completions", "messages", USER, OPENAI),
    RESPONSES("/v1/responses", "input", USER, OPENAI),
    MESSAGES("/v1/messages", "messages", USER, "{'type':'error','error':{'type':'"),
    GEMINI(
        "/v1beta/models/fast:generateContent",
        "contents",
        "{'role':'user','parts':[{'text':'hi'}]}",
        "{'error':{'code':"),
    OLLAMA("/api/chat", "messages", USER, "{'error':'"),
    AI_SDK(
        "/api/chat", "messages", "{'role':'user','parts':[{'type':'text','text':'hi'}]}", OPENAI),
    AG_UI("/agui", "messages", USER, OPENAI),
    RUNS("/runs", "messages", USER, OPENAI);

    private final String path;
    private final String said;
    private final String user;
    private final String error;

    Format(String path, String said, String user, String error) {
      this.path = path;
      this.said = said;
      this.user = user;
      this.error = error;
    }

    private String body(String messages) {
      String trigger = this == AI_SDK ? "'trigger':'submit-message'," : "";
      return "{'model':'fast'," + trigger + "'" + said + "':" + messages + "}";
    }

    private String good() {
      return body("[" + user + "]");
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static void assertTold(
      World world, Format format, String path, String body, int status, String... words)
      throws Exception {
    HttpResponse<String> told = world.send(world.post(path, json(body)));
    assertThat(told.statusCode()).as(body + " " + told.body()).isEqualTo(status);
    assertThat(told.headers().firstValue("content-type")).contains("application/json");
    assertThat(told.body()).startsWith(json(format.error)).contains(words);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrongIsToldInTheClientsFormat(Format format) throws Exception {
    String good = format.good();
    String role = good.replace("'role':'user'", "'role':'king'");
    try (World world = World.saying("answer \"Hi\"")) {
      String broken = good.substring(0, good.length() - 1) + ",}";
      assertTold(
          world,
          format,
          format.path,
          broken,
          400,
          "is not JSON (from about byte",
          ": send a JSON object");
      // Nothing is nothing of a page's either.
      Format unread = format == Format.AI_SDK ? Format.OLLAMA : format;
      assertTold(world, unread, format.path, "", 400, "the body is empty: send a JSON object");
      if (format != Format.OLLAMA) { // Which has a model loaded so.
        assertTold(world, format, format.path, format.body("[]"), 400, format.said + ": ");
      }
      assertTold(world, format, format.path, format.body("5"), 400, format.said + ": expected a ");
      assertTold(world, format, format.path, role, 400, format.said + "[0].role: ", "use ");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OLLAMA")
  void thatNothingIsSaidIsTold(Format format) throws Exception {
    try (World world = World.saying("answer \"Hi\"")) {
      String body = format.good().replace("'" + format.said + "':", "'metadata':");
      body = body.replaceFirst(":\\[.*]", ":{}");
      if (format != Format.RUNS) { // Of which any other field is refused.
        assertTold(world, format, format.path, body, 400, format.said + ": ", "needs ");
      }
      assertTold(
          world,
          format,
          format.path,
          format == Format.AI_SDK ? "{'trigger':'submit-message'}" : "{}",
          400,
          format.said + ": ");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aModelThatIsNotThereIsTold(Format format) throws Exception {
    try (World world = World.saying("answer \"Hi\"")) {
      String path = format.path.replace("fast", "gpt-99");
      String unknown = format.good().replace("'fast'", "'gpt-99'");
      assertTold(world, format, path, unknown, 404, "model 'gpt-99'", "that can be used");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GEMINI")
  void thatNoModelIsNamedAndThatAStreamIsATruthAreTold(Format format) throws Exception {
    try (World world = World.saying("answer \"Hi\"")) {
      String nameless = format.good().replace("'model':'fast',", "");
      assertTold(world, format, format.path, nameless, 400, "model: ", "GET /v1/models");
      String text = format.good().replace("'model':'fast',", "'model':'fast','stream':'true',");
      assertTold(
          world, format, format.path, text, 400, "stream: expected true or false, found a text");
    }
  }

  @Test
  void anotherMethodOfGooglesIsToldWhatThereIs() throws Exception {
    try (World world = World.saying("answer \"Hi\"")) {
      for (String path :
          List.of(
              "/v1beta/models/fast:predict",
              "/v1/models/fast:predictLongRunning",
              "/v1beta/models/openai/gpt-4o-mini:batchGenerateContent")) {
        String method = path.substring(path.indexOf(':') + 1);
        assertTold(
            world,
            Format.GEMINI,
            path,
            "{}",
            404,
            "no method " + method,
            ":countTokens",
            "/v1/embeddings",
            "\"status\":\"NOT_FOUND\"",
            "\"reason\":\"UNKNOWN_URL\"");
      }
      assertTold(
          world, Format.GEMINI, "/v1beta/models/fast", "{}", 404, "a method behind its name");
      assertThat(world.get("/v1beta/models/fast").statusCode()).isEqualTo(200);
      assertThat(world.send(world.request("/v1/models/fast").DELETE()).statusCode()).isEqualTo(405);
    }
  }

  @Test
  void aPathThatLeadsNowhereIsToldInTheFormatOfWhoeverAsks() throws Exception {
    try (World world = World.saying("answer \"Hi\"")) {
      HttpResponse<String> batches =
          world.send(
              world.post("/v1/messages/batches", "{}").header("anthropic-version", "2023-06-01"));
      assertThat(batches.statusCode()).isEqualTo(404);
      assertThat(batches.body())
          .startsWith(json("{'type':'error','error':{'type':'not_found_error','message':'"));
      HttpResponse<String> caches =
          world.send(world.post("/v1/cachedContents", "{}").header("x-goog-api-key", "k"));
      assertThat(caches.body()).startsWith(json("{'error':{'code':404,"));
      assertTold(world, Format.GEMINI, "/v1beta/cachedContents", "{}", 404, "below /v1beta");
      assertTold(world, Format.GEMINI, "/upload/v1beta/files", "{}", 404, "below /v1beta");
      assertTold(world, Format.CHAT, "/v1/batches", "{}", 404, "below /v1");
    }
  }
}
