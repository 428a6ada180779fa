package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.pairs.Exchanged;
import dev.sluice.server.pairs.Feature;
import dev.sluice.server.pairs.Formats;
import dev.sluice.server.pairs.Shape;
import dev.sluice.server.pairs.Tables;
import dev.sluice.server.pairs.Tables.Outcome;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What each provider answers is told in each dialect as the tables of the docs say: its frames are
 * really decoded, and the dialect's stream really written.
 */
final class AnswerPairsTest {
  private static final Map<String, Map<String, Map<String, String>>> TABLES =
      Tables.of("What is answered");
  private static final List<Feature> FEATURES = Feature.all("answers.txt");
  private static final Set<String> WORDS = Set.of("same", "kept", "changed", "omitted", "–");

  @TestFactory
  Stream<DynamicTest> eachProvidersAnswerIsToldInEachDialectAsTheTablesSay() {
    return Gateway.DIALECTS.stream()
        .map(dialect -> DynamicTest.dynamicTest(dialect.name(), () -> check(dialect)));
  }

  private static void check(Dialect dialect) {
    Tables.tryAll(
        TABLES, FEATURES, dialect.name(), (format, feature) -> outcome(dialect, format, feature));
  }

  @Test
  void theTablesHaveTheseRowsAndColumnsAndWordsAlone() {
    Tables.check(TABLES, FEATURES, WORDS, Gateway.DIALECTS.stream().map(Dialect::name).toList());
  }

  private static Outcome outcome(Dialect dialect, Formats format, Feature feature) {
    List<Exchanged.Answered> all = Exchanged.answers(feature, format);
    if (all.isEmpty()) {
      return new Outcome("–", "the provider says no such thing");
    }
    Exchanged.Answered answered = all.getFirst();
    String told = answered.told(dialect);
    JsonArray events = Exchanged.events(told);
    if (dialect.wireFormat().equals(format.id)
        && !feature.mark().isEmpty()
        && answered.frames().stream()
            .map(frame -> new String(frame.data(), UTF_8))
            .filter(frame -> frame.contains(feature.mark()))
            .allMatch(frame -> Shape.isIn(events, new JsonArray().add(Shape.of(frame))))) {
      return new Outcome("same", told);
    }
    for (String word : List.of("told", "changed")) {
      if (feature
          .texts(word, dialect.name())
          .anyMatch(part -> Shape.isIn(events, Shape.of(part)))) {
        return new Outcome(word.equals("told") ? "kept" : word, told);
      }
    }
    boolean isThere = !feature.mark().isEmpty() && told.contains(feature.mark());
    return new Outcome(isThere ? "somewhere else" : "omitted", told);
  }
}
