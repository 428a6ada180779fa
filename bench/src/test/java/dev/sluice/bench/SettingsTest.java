package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bench.client.Contender;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  /** As {@link Bench} asks for it. */
  private static double neededMinutes(Settings settings) {
    Durations durations = new Durations(settings);
    double seconds = settings.wantsUnits() ? Units.seconds(false) : 0;
    for (Scenario scenario : settings.scenarios()) {
      for (Contender contender : settings.contenders()) {
        if (scenario.appliesTo(contender) && settings.needs(scenario, contender)) {
          seconds += settings.repetitions().min() * durations.seconds(scenario, contender);
        }
      }
    }
    return seconds / 60;
  }

  @Test
  void whatIsNeededOfAllIsThoughtToFitIntoTheMinutes() {
    Settings usual = Settings.of(List.of());
    assertThat(usual.minutes()).isEqualTo(45);
    assertThat(neededMinutes(usual)).isLessThan(usual.minutes());
  }

  @Test
  void oursTheFloorAndThePeersOfTheTargetsAreNeededInEveryTarget() {
    Settings usual = Settings.of(List.of());
    for (Scenario compared :
        List.of(Scenario.PACED_500, Scenario.PACED_2000, Scenario.FLOOD_1, Scenario.FLOOD_16)) {
      assertThat(Contender.values())
          .filteredOn(each -> usual.needs(compared, each))
          .contains(Contender.SLUICE_ITERATOR, Contender.SLUICE_PUBLISHER)
          .contains(Contender.SLUICE_CALLBACK, Contender.SLUICE_INLINE)
          .contains(Contender.EPOLL, Contender.LANGCHAIN4J)
          .contains(Contender.OPENAI_SYNC, Contender.OPENAI_ASYNC)
          .doesNotContain(Contender.SPRING_AI, Contender.JDK);
    }
    // Every view has its own verdict on what is not compared.
    for (Scenario absolute : List.of(Scenario.IDLE, Scenario.COLD, Scenario.CANCEL)) {
      assertThat(Contender.values())
          .filteredOn(each -> usual.needs(absolute, each))
          .containsAll(Arrays.stream(Contender.values()).filter(Contender::isOurs).toList());
    }
  }

  @Test
  void whoNamesClientsOrHasHoursMeasuresThemEverywhere() {
    Settings usual = Settings.of(List.of());
    assertThat(usual.needs(Scenario.TOOL_CALLS, Contender.OPENAI_ASYNC)).isFalse();
    assertThat(usual.isUseful(Scenario.TOOL_CALLS, Contender.OPENAI_ASYNC)).isFalse();
    assertThat(usual.isUseful(Scenario.TOOL_CALLS, Contender.OPENAI_SYNC)).isTrue();
    Settings named = Settings.of(List.of("--clients", "openai-java"));
    assertThat(named.needs(Scenario.TOOL_CALLS, Contender.OPENAI_ASYNC)).isTrue();
    Settings thorough = Settings.of(List.of("--thorough"));
    assertThat(thorough.needs(Scenario.TOOL_CALLS, Contender.OPENAI_ASYNC)).isTrue();
    assertThat(thorough.repetitions().min()).isEqualTo(5);
    assertThat(thorough.minutes()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void twoBuildsAreComparedByOurClientsWhereTheIssueIsTheEngine(@TempDir Path folder) {
    Settings against = Settings.of(List.of("--against", folder.toString()));
    assertThat(against.contenders()).isNotEmpty().allMatch(Contender::isOurs);
    assertThat(against.scenarios()).containsExactlyElementsOf(Scenario.OF_TWO_BUILDS);
    assertThat(against.wantsUnits()).isFalse();
    assertThat(against.raw()).isNotEqualTo(Settings.of(List.of()).raw());
  }

  @Test
  void theMinutesAreRefusedThatAreTooFew(@TempDir Path folder) {
    Settings hurried =
        Settings.of(List.of("--minutes", "2", "--raw", folder.resolve("raw.jsonl").toString()));
    assertThatThrownBy(() -> Bench.run(hurried))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 minutes are not enough")
        .hasMessageContaining("--only");
  }

  @Test
  void theSettingsAreToldInWords() {
    assertThat(Settings.of(List.of()).told())
        .isEqualTo(
            "windows of 3 s, warmed for 4 s, 3 to 9 repetitions, until the middle half of the ratios"
                + " is within 10 % of the median, or 45 minutes are over");
    assertThat(Settings.of(List.of("--repetitions", "2")).told())
        .isEqualTo("windows of 3 s, warmed for 4 s, 2 repetitions");
  }
}
