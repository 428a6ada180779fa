package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Seen;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's messages on the wire: what coding agents send, and what they look for first. */
@Timeout(240)
final class MessagesWireTest {
  private static final String ANSWER = "role\ntext \"Hello\"\nusage 3 2\nfinish stop\ndone";

  private static String filler(int characters) {
    return "x".repeat(characters);
  }

  /** The size and the fields of what Claude Code sends. */
  private static String agent(String model, boolean streamed) {
    StringBuilder tools = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      tools
          .append("{\"name\":\"Tool")
          .append(i)
          .append("\",\"description\":\"")
          .append(filler(2500))
          .append("\",\"input_schema\":{\"$schema\":\"http://json-schema.org/draft-07/schema#\",")
          .append("\"type\":\"object\",\"properties\":{\"file_path\":{\"type\":\"string\"}},")
          .append("\"required\":[\"file_path\"],\"additionalProperties\":false}},");
    }
    return "{\"model\":\""
        + model
        + "\",\"max_tokens\":32000,\"stream\":"
        + streamed
        + ",\"system\":[{\"type\":\"text\",\"text\":\"You are an agent.\"},{\"type\":\"text\","
        + "\"text\":\""
        + filler(20_000)
        + "\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}],\"messages\":["
        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"<system-reminder>\"},"
        + "{\"type\":\"text\",\"text\":\"fix it\",\"cache_control\":{\"type\":\"ephemeral\"}}]},"
        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\","
        + "\"signature\":\"c2ln\"},{\"type\":\"text\",\"text\":\"I look.\"},{\"type\":\"tool_use\","
        + "\"id\":\"toolu_01\",\"name\":\"Tool1\",\"input\":{\"file_path\":\"/a\"}}]},"
        + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_01\","
        + "\"content\":[{\"type\":\"text\",\"text\":\"class A\"}],\"is_error\":false,"
        + "\"cache_control\":{\"type\":\"ephemeral\"}}]}],\"tools\":["
        + tools
        + "{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":8}],"
        + "\"metadata\":{\"user_id\":\"u\"},\"thinking\":{\"type\":\"adaptive\"},"
        + "\"context_management\":{\"edits\":[{\"type\":\"clear_thinking_20251015\"}]},"
        + "\"output_config\":{\"effort\":\"high\"},\"temperature\":1}";
  }

  private static HttpRequest.Builder asAgent(World world, String path, String body) {
    return world
        .post(path, body)
        .header("anthropic-version", "2023-06-01")
        .header("anthropic-beta", "claude-code-20250219,interleaved-thinking-2025-05-14")
        .header("x-api-key", "k");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatAnAgentSaysReachesItsOwnProviderWhole(boolean streamed) throws Exception {
    try (World world = World.saying(ANSWER)) {
      HttpResponse<String> answer =
          world.send(asAgent(world, "/v1/messages?beta=true", agent("other", streamed)));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Hello").contains("end_turn");
      assertThat(answer.headers().firstValue("x-sluice-dropped")).isEmpty();
      Seen seen = world.provider.requests().getFirst();
      assertThat(seen.headers().first("anthropic-beta"))
          .contains("claude-code-20250219,interleaved-thinking-2025-05-14");
      assertThat(seen.headers().first("anthropic-version")).contains("2023-06-01");
      assertThat(seen.body())
          .contains("\"thinking\":{\"type\":\"adaptive\"}")
          .contains("\"context_management\":{\"edits\":[{\"type\":\"clear_thinking_20251015\"}]}")
          .contains("\"output_config\":{\"effort\":\"high\"}")
          .contains("{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":8}")
          .contains("\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}")
          .contains("\"text\":\"fix it\",\"cache_control\":{\"type\":\"ephemeral\"}")
          .contains("\"thinking\":\"Hm\",\"signature\":\"c2ln\"")
          .contains("\"tool_use_id\":\"toolu_01\"")
          .doesNotContain("betas");
      assertThat(seen.body().split("cache_control", -1)).hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatAnAgentSaysIsAskedOfAnotherProvider(boolean streamed) throws Exception {
    try (World world = World.saying(ANSWER)) {
      HttpResponse<String> answer =
          world.send(asAgent(world, "/v1/messages?beta=true", agent("fast", streamed)));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Hello").contains("end_turn");
      assertThat(answer.headers().firstValue("x-sluice-dropped").orElseThrow())
          .contains("betas", "thinking", "tools[16]", "cache_control", "context_management")
          .doesNotContain("system", "tools[]", "cache_control, cache_control");
      assertThat(world.provider.requests().getFirst().body())
          .contains("You are an agent.")
          .contains("fix it")
          .contains("Tool15")
          .contains("toolu_01")
          .contains("class A")
          .doesNotContain("web_search", "cache_control", "c2ln", "adaptive");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"system\":[{\"type\":\"text\",\"text\":\"s\",#}],\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\",#}]}]",
        "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"},#}],\"messages\":[{\"role\":"
            + "\"user\",\"content\":\"x\"}]",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":"
            + "[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}]},{\"role\":\"user\","
            + "\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":[{\"type\":"
            + "\"text\",\"text\":\"r\",#}]}]}]",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],#"
      })
  void marksForACacheAreNamedOnceAndNeverRefused(String said) throws Exception {
    String marked = said.replace("#", "\"cache_control\":{\"type\":\"ephemeral\"}");
    try (World world = World.saying(ANSWER)) {
      String body = "{\"model\":\"strict\",\"max_tokens\":9," + marked + "}";
      HttpResponse<String> answer = world.send(world.post("/v1/messages", body));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-sluice-dropped")).contains("cache_control");

      String more = body.replace("\"max_tokens\":9", "\"max_tokens\":9,\"top_k\":3");
      HttpResponse<String> refused = world.send(world.post("/v1/messages", more));
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("top_k").doesNotContain("cache_control");
    }
  }

  @Test
  void anAgentLooksForSomebodyFirst() throws Exception {
    try (World world = World.saying(ANSWER)) {
      HttpResponse<String> head =
          world.send(world.request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(world.get("/").body()).contains("/v1/messages");
    }
  }

  @Test
  void modelsAreListedInTheFormOfWhoeverAsks() throws Exception {
    try (World world = World.saying(ANSWER)) {
      assertThat(world.get("/v1/models").body()).startsWith("{\"object\":\"list\"");
      String all = models(world, "?limit=1000").body();
      assertThat(all)
          .startsWith("{\"data\":[{\"type\":\"model\",\"id\":\"")
          .contains("\"display_name\":\"fast\",\"created_at\":\"")
          .contains("\"has_more\":false,\"first_id\":\"");
      String first = models(world, "?limit=1").body();
      assertThat(first).contains("\"has_more\":true");
      String id = first.replaceAll(".*\"last_id\":\"([^\"]+)\".*", "$1");
      assertThat(models(world, "?limit=1000&after_id=" + id).body())
          .contains("\"has_more\":false")
          .doesNotContain("\"id\":\"" + id + "\"");
      assertThat(models(world, "?before_id=" + id).body())
          .isEqualTo("{\"data\":[],\"has_more\":false,\"first_id\":null,\"last_id\":null}");
      assertThat(models(world, "?limit=0").statusCode()).isEqualTo(400);
      assertThat(models(world, "?after_id=none").body())
          .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\"");
      assertThat(models(world, "/fast").body()).startsWith("{\"type\":\"model\",\"id\":\"fast\"");
      HttpResponse<String> none = models(world, "/none");
      assertThat(none.statusCode()).isEqualTo(404);
      assertThat(none.body()).contains("\"type\":\"not_found_error\"");
    }
  }

  private static HttpResponse<String> models(World world, String rest) throws Exception {
    return world.send(world.request("/v1/models" + rest).header("anthropic-version", "2023-06-01"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"twelve chars\" | 7",
        "\"日本語\" | 7",
        "[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://a.test\"}}] | 1604",
        // Of 1 by 1 pixels.
        "[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/gif\",\"data\":"
            + "\"R0lGODlhAQABAAAAACw=\"}}] | 5",
        // Of 750 by 1000.
        "[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":"
            + "\"iVBORw0KGgoAAAANSUhEUgAAAu4AAAPo\"}}] | 1004",
        "[{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":"
            + "\"application/pdf\",\"data\":\"AAAA\"}}] | 1504",
      })
  void tokensAreEstimated(String content, int expected) throws Exception {
    try (World world = World.saying(ANSWER)) {
      HttpResponse<String> answer = count(world, "fast", content);
      assertThat(answer.body()).isEqualTo("{\"input_tokens\":" + expected + "}");
      assertThat(count(world, "none", content).statusCode()).isEqualTo(404);
      assertThat(world.provider.requests()).isEmpty();
    }
  }

  private static HttpResponse<String> count(World world, String model, String content)
      throws Exception {
    return world.send(
        asAgent(
            world,
            "/v1/messages/count_tokens?beta=true",
            "{\"model\":\""
                + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":"
                + content
                + "}]}"));
  }

  @Test
  void aPromptThatIsTooLongIsToldAsAgentsKnowIt() throws Exception {
    String script =
        "status 400\nbody {\"error\":{\"message\":\"This model's maximum context length is 8192"
            + " tokens. However, your messages resulted in 9001 tokens.\",\"type\":"
            + "\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}";
    try (World world = World.saying(script)) {
      HttpResponse<String> answer = world.send(asAgent(world, "/v1/messages", agent("fast", true)));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body())
          .startsWith(
              "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":"
                  + "\"prompt is too long: 9001 tokens > 8192 maximum (");
    }
  }

  @Test
  void errorsOfTheGatewayAreInTheFormToo() throws Exception {
    try (World world = World.saying(ANSWER)) {
      HttpResponse<String> none =
          world.send(asAgent(world, "/v1/messages", agent("nobody/none", true)));
      assertThat(none.statusCode()).isEqualTo(404);
      assertThat(none.body()).startsWith("{\"type\":\"error\",\"error\":{\"type\":\"not_found");
      HttpResponse<String> wrong = world.send(asAgent(world, "/v1/messages", "{"));
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(wrong.body()).contains("\"invalid_request_error\"").contains("invalid_json");
    }
  }
}
