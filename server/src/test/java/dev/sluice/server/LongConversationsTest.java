package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.pairs.Exchanged;
import dev.sluice.server.pairs.Feature;
import dev.sluice.server.pairs.Formats;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an agent has after a day: thousands of calls and their results, each with its own id. */
class LongConversationsTest {
  private static final String RESULT = "FoundIt";
  private static final int ROUNDS = (Limits.USUAL.messages() - 1) / 2;

  private static final Feature CALL_AND_RESULT =
      Feature.all("requests.txt").stream()
          .filter(feature -> feature.name().equals("call and result"))
          .findFirst()
          .orElseThrow();

  static Stream<Dialect> dialects() {
    return Gateway.DIALECTS.stream();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void eachProviderIsAskedWithAllOfIt(Dialect dialect) {
    JsonObject said =
        new JsonObject(CALL_AND_RESULT.texts("ask", dialect.name()).findFirst().get());
    Asked asked = Exchanged.asked(dialect, CALL_AND_RESULT, repeated(said));
    for (Formats format : Formats.values()) {
      boolean own = dialect.wireFormat().equals(format.id);
      Asked fitting =
          asked.to(own ? List.of(format.provider()) : List.of()).fitting(List.of(format.id));
      String body = UTF_8.decode(format.wire().call(fitting.request()).body()).toString();
      assertThat(body.split(RESULT, -1)).as(format.id).hasSize(ROUNDS + 1);
    }
  }

  private static JsonObject repeated(JsonObject said) {
    String name =
        Stream.of("messages", "input", "contents")
            .filter(said::containsKey)
            .findFirst()
            .orElseThrow();
    JsonArray round = said.getJsonArray(name);
    JsonArray all = new JsonArray().add(round.remove(0));
    for (int i = 0; i < ROUNDS; i++) {
      all.addAll(new JsonArray(round.encode().replace("call_1", "call_" + i)));
    }
    return said.put(name, all);
  }
}
