package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.json.JsonWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids that clients have made find their runs again, whatever characters they have. */
@Timeout(120)
final class ClientIdsTest {
  private static final String STALLS = "role\ntext \"Hello\"\nstall";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat/1 \u00fc?",
        "/docs/page/",
        "https://example.com//a?b=c#d",
        "a/../b",
        "a\\b",
        "a%2Fb",
        "\u65e5\u672c&=+;*{}"
      })
  void areFoundByTheirPath(String id) throws Exception {
    String encoded = URLEncoder.encode(id, UTF_8).replace("+", "%20");
    try (World world = World.saying(STALLS)) {
      begin(
          world,
          "/api/chat",
          "{\"id\":ID,\"messages\":[{\"role\":\"user\",\"parts\":"
              + "[{\"type\":\"text\",\"text\":\"Hi\"}]}],\"model\":\"fast\"}",
          id);
      assertThat(stop(world, "/api/chat/" + encoded + "/stop").statusCode()).isEqualTo(204);
      World.await(() -> world.accessLog.size() == 1);
      assertThat(world.accessLog.peek()).contains("\"ending\":\"cancelled\"");
      assertThat(world.get("/api/chat/" + encoded + "/stream").statusCode()).isEqualTo(204);

      begin(
          world,
          "/agui?model=fast",
          "{\"runId\":ID,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
          id);
      assertThat(stop(world, "/agui/" + encoded + "/stop").statusCode()).isEqualTo(204);
      World.await(() -> world.accessLog.size() == 2);
    }
  }

  private static void begin(World world, String path, String body, String id) throws Exception {
    String json = body.replace("ID", JsonWriter.quoted(id));
    world
        .http
        .send(world.post(path, json).build(), HttpResponse.BodyHandlers.ofInputStream())
        .body()
        .close();
  }

  private static HttpResponse<String> stop(World world, String path) throws Exception {
    return world.send(world.post(path, ""));
  }
}
