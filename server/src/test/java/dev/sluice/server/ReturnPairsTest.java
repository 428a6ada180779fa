package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.pairs.Exchanged;
import dev.sluice.server.pairs.Feature;
import dev.sluice.server.pairs.Formats;
import dev.sluice.server.pairs.History;
import dev.sluice.server.pairs.Shape;
import dev.sluice.server.pairs.Tables;
import dev.sluice.server.pairs.Tables.Outcome;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a client sends back of an answer stands in the provider's next request as the tables of the
 * docs say: a provider's answer is told in the dialect, and what was told is asked with.
 */
final class ReturnPairsTest {
  private static final Map<String, Map<String, Map<String, String>>> TABLES =
      Tables.of("What comes back");
  private static final List<Feature> FEATURES = Feature.all("returns.txt");
  private static final Set<String> WORDS = Set.of("kept", "changed", "omitted", "–");

  @TestFactory
  Stream<DynamicTest> whatWasAnsweredComesBackAsTheTablesSay() {
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
    JsonObject said = said(dialect, format, feature);
    if (said.isEmpty()) {
      return new Outcome("–", "nothing to send back");
    }
    String sent;
    try {
      sent = sent(dialect, format, feature, said);
    } catch (RefusedException | IllegalArgumentException refused) {
      return new Outcome("refused", refused.getMessage() + ": " + said);
    }
    JsonObject body = new JsonObject(sent);
    String seen = said + " became " + sent;
    for (String word : List.of("kept", "changed")) {
      if (feature.texts(word, format.id).anyMatch(part -> Shape.isIn(body, Shape.of(part)))) {
        return new Outcome(word, seen);
      }
    }
    return new Outcome(sent.contains(feature.mark()) ? "somewhere else" : "omitted", seen);
  }

  @TestFactory
  Stream<DynamicTest> anotherProviderIsAskedWithItToo() {
    return Gateway.DIALECTS.stream()
        .map(dialect -> DynamicTest.dynamicTest(dialect.name(), () -> goesToOthers(dialect)));
  }

  /** But not with what its provider alone may see. */
  private static void goesToOthers(Dialect dialect) {
    for (Feature feature : FEATURES) {
      for (Formats format : Formats.values()) {
        JsonObject said = said(dialect, format, feature);
        for (Formats other : Formats.values()) {
          if (!said.isEmpty() && !other.provider().equals(format.provider())) {
            String sent = sent(dialect, other, feature, said);
            String what =
                "%s, answered by %s, then asked of %s: %s became %s"
                    .formatted(dialect.name(), format.id, other.id, said, sent);
            assertThat(sent).as(what).contains(isCall(feature) ? "Found" : "And?");
            if (!feature.name().startsWith("call")) {
              assertThat(sent).as(what).doesNotContain(feature.mark());
            }
          }
        }
      }
    }
  }

  private static boolean isCall(Feature feature) {
    return feature.name().contains("call");
  }

  private static JsonObject said(Dialect dialect, Formats format, Feature feature) {
    return Exchanged.answers(feature, format).stream()
        .findFirst()
        .map(answered -> History.behind(answered, dialect, isCall(feature)))
        .orElse(new JsonObject());
  }

  private static String sent(Dialect dialect, Formats format, Feature feature, JsonObject said) {
    boolean own = dialect.wireFormat().equals(format.id);
    Asked asked =
        Exchanged.asked(dialect, feature, said).to(own ? List.of(format.provider()) : List.of());
    return UTF_8.decode(format.wire().call(asked.request()).body()).toString();
  }
}
