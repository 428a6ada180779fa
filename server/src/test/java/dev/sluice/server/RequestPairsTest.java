package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.Takes;
import dev.sluice.server.dialect.Translation;
import dev.sluice.server.pairs.Exchanged;
import dev.sluice.server.pairs.Feature;
import dev.sluice.server.pairs.Formats;
import dev.sluice.server.pairs.Shape;
import dev.sluice.server.pairs.Tables;
import dev.sluice.server.pairs.Tables.Outcome;
import dev.sluice.spi.transport.HttpCall;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a client asks in each dialect is asked of each provider as the tables of the docs say: it is
 * really decoded, and the provider's request really written.
 */
final class RequestPairsTest {
  private static final Map<String, Map<String, Map<String, String>>> TABLES =
      Tables.of("What is asked");
  private static final List<Feature> FEATURES = Feature.all("requests.txt");
  private static final Map<String, Map<String, Map<String, String>>> TAKING =
      Tables.of("What is asked of a model that takes it");
  private static final List<Feature> TAKEN =
      FEATURES.stream()
          .filter(
              feature ->
                  Set.of("top_k", "effort of thinking", "tokens of thinking", "penalties")
                      .contains(feature.name()))
          .toList();
  private static final Set<String> WORDS =
      Set.of("same", "kept", "changed", "dropped", "omitted", "refused", "–");

  @TestFactory
  Stream<DynamicTest> eachDialectIsAskedOfEachProviderAsTheTablesSay() {
    return Gateway.DIALECTS.stream()
        .map(dialect -> DynamicTest.dynamicTest(dialect.name(), () -> check(dialect)));
  }

  private static void check(Dialect dialect) {
    Tables.tryAll(
        TABLES,
        FEATURES,
        dialect.name(),
        (format, feature) -> outcome(dialect, format, feature, Set.of()));
  }

  @TestFactory
  Stream<DynamicTest> eachDialectIsAskedOfAModelThatTakesItAsTheTablesSay() {
    return taking()
        .map(
            dialect ->
                DynamicTest.dynamicTest(
                    dialect.name(),
                    () ->
                        Tables.tryAll(
                            TAKING,
                            TAKEN,
                            dialect.name(),
                            (format, feature) ->
                                outcome(dialect, format, feature, EnumSet.allOf(Takes.class)))));
  }

  /** Those that have a wire format: the others ask nothing of it. */
  private static Stream<Dialect> taking() {
    return Gateway.DIALECTS.stream().filter(dialect -> !dialect.wireFormat().isEmpty());
  }

  @Test
  void theTablesHaveTheseRowsAndColumnsAndWordsAlone() {
    Tables.check(TABLES, FEATURES, WORDS, Gateway.DIALECTS.stream().map(Dialect::name).toList());
    Tables.check(TAKING, TAKEN, WORDS, taking().map(Dialect::name).toList());
  }

  private static Outcome outcome(
      Dialect dialect, Formats format, Feature feature, Set<Takes> takes) {
    List<String> asks = feature.texts("ask", dialect.name()).toList();
    if (asks.isEmpty()) {
      return new Outcome("–", "no request of it");
    }
    assertThat(asks).as("%s of %s", feature.name(), dialect.name()).hasSize(1);
    JsonObject said = new JsonObject(asks.getFirst());
    boolean own = dialect.wireFormat().equals(format.id);
    try {
      Asked read = Exchanged.asked(dialect, feature, said);
      Translation.Target target = new Translation.Target(format.provider(), format.id, takes);
      Asked asked =
          read.to(
                  own ? List.of(format.provider()) : List.of(),
                  Translation.of(dialect.wireFormat(), read, List.of(target)))
              .fitting(List.of(format.id));
      HttpCall call = format.wire().call(asked.request());
      return outcome(feature, format, own, said, asked.dropped(), call);
    } catch (RefusedException | IllegalArgumentException refused) {
      return new Outcome("refused", String.valueOf(refused.getMessage()));
    }
  }

  private static Outcome outcome(
      Feature feature,
      Formats format,
      boolean own,
      JsonObject said,
      List<String> dropped,
      HttpCall call) {
    JsonObject body =
        new JsonObject(UTF_8.decode(call.body()).toString())
            .put("(headers)", new JsonObject(Map.copyOf(call.headers())));
    String seen = body + " without " + dropped;
    if (own && Shape.isIn(body, said)) {
      return new Outcome("same", seen);
    }
    for (String word : List.of("kept", "changed")) {
      if (feature.texts(word, format.id).anyMatch(part -> Shape.isIn(body, Shape.of(part)))) {
        return new Outcome(word.equals("kept") && !dropped.isEmpty() ? "kept in part" : word, seen);
      }
    }
    if (!feature.mark().isEmpty() && seen.contains(feature.mark())) {
      return new Outcome("somewhere else", seen);
    }
    return new Outcome(dropped.isEmpty() ? "omitted" : "dropped", seen);
  }
}
