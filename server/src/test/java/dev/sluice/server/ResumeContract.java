package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whoever has had some of a run's events gets exactly the others behind the last one that it has
 * had, whichever that is, whoever began the run, and whether it goes on or is over. Each dialect
 * that tells where its events stand extends this.
 */
@Timeout(120)
abstract class ResumeContract {
  private static final String MUCH =
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
      """;

  private static final String LITTLE =
      "role\ntext \"Hello \"\ntext \"there\"\nwait 700ms\ntext \" all\"\n";

  /** What {@code ?as=} calls it. */
  abstract String dialect();

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions, fast, much",
    "/v1/chat/completions, fast, stopped",
    "/v1/chat/completions, fast, cut",
    "/v1/chat/completions, fast, error",
    "/v1/chat/completions, other, much",
    "/v1/chat/completions, other, cut",
    "/runs, fast, much",
    "/runs, fast, cut",
    "/runs, other, much",
    "/runs, other, error",
  })
  void behindEachEventComesExactlyTheRest(String path, String model, String how) throws Exception {
    try (World world = World.saying(script(how))) {
      String run = begin(world, path, model);
      World.await(() -> liveBlocks(world, run) >= 2);
      String live = "/runs/" + run + "/events?as=" + dialect();
      // Those that come while it goes on: behind what there is by now.
      String soFar = readSome(world, live, "there");
      List<Block> had = Block.all(soFar);
      List<CompletableFuture<HttpResponse<String>>> resumed = new ArrayList<>();
      for (Block block : had) {
        resumed.add(
            world.http.sendAsync(
                world.request(live).header("last-event-id", block.id()).build(),
                HttpResponse.BodyHandlers.ofString()));
      }
      List<Block> whole = Block.all(world.get(live).body());
      assertThat(whole).startsWith(had.toArray(Block[]::new));
      assertThat(whole).extracting(Block::id).doesNotHaveDuplicates();
      for (int i = 0; i < had.size(); i++) {
        String rest = resumed.get(i).get(20, TimeUnit.SECONDS).body();
        assertThat(Block.all(rest)).as("live, behind %s", had.get(i)).isEqualTo(behind(whole, i));
      }
      World.await(() -> world.accessLog.size() == 1);
      assertThat(Block.all(world.get(live).body())).isEqualTo(whole);
      for (int i = 0; i < whole.size(); i++) {
        HttpResponse<String> rest =
            world.send(world.request(live).header("last-event-id", whole.get(i).id()));
        assertThat(Block.all(rest.body()))
            .as("behind %s", whole.get(i))
            .isEqualTo(behind(whole, i));
        assertThat(rest.statusCode()).isEqualTo(i == whole.size() - 1 ? 204 : 200);
      }
      assertThat(world.complaints).isEmpty();
    }
  }

  private static List<Block> behind(List<Block> whole, int i) {
    return whole.subList(i + 1, whole.size());
  }

  private static String script(String how) {
    return switch (how) {
      case "much" -> MUCH;
      case "stopped" -> LITTLE + "finish stop\nusage 3 2\ndone\nend";
      case "cut" -> LITTLE + "rst";
      default -> LITTLE + "error \"overloaded\"\nend";
    };
  }

  /** Begins one that goes on when its client leaves, as it does, and gives its id. */
  private static String begin(World world, String path, String model) throws Exception {
    String body = World.CHAT.replace("fast", model);
    try (RawClient client = world.raw()) {
      client.write(
          "POST "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nSluice-Detach: true\r\n"
              + "Content-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      String head = client.readUntil("\r\n\r\n");
      return head.replaceAll("(?is).*sluice-run: (\\S+).*", "$1");
    }
  }

  private static long liveBlocks(World world, String run) {
    try {
      return world.get("/runs/" + run).body().contains("Hello there") ? 2 : 0;
    } catch (Exception broken) {
      throw new AssertionError(broken);
    }
  }

  private static String readSome(World world, String path, String until) throws Exception {
    try (RawClient client = world.raw()) {
      client.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      String answer = client.readUntil(until) + client.readUntil("\n\n");
      return unchunked(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }
  }

  /** What chunks say, as far as they are whole. */
  private static String unchunked(String body) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (int line = body.indexOf("\r\n"); line >= 0; line = body.indexOf("\r\n", at)) {
      int from = line + 2;
      int length = Integer.parseInt(body.substring(at, line), 16);
      text.append(body, from, Math.min(body.length(), from + length));
      at = from + length + 2;
      if (at > body.length()) {
        break;
      }
    }
    return text.toString();
  }
}
