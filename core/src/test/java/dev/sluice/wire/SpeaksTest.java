package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Covering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** What the suites run over is complete, and what they choose of it too. */
class SpeaksTest {
  private static final Path PROVIDERS = Path.of("src/main/java/dev/sluice/provider");

  @Test
  void everyPackageThatHasAWireFormatIsAmongWhatTheSuitesRunOver() throws Exception {
    Set<String> spoken =
        Stream.of(Speaks.values())
            .map(each -> each.provider("http://127.0.0.1").getClass().getPackageName())
            .map(name -> name.substring(name.lastIndexOf('.') + 1))
            .collect(Collectors.toSet());
    try (Stream<Path> sources = Files.walk(PROVIDERS)) {
      Set<String> formats =
          sources
              .filter(each -> each.toString().endsWith(".java"))
              .filter(SpeaksTest::isFormat)
              .map(each -> PROVIDERS.relativize(each).getName(0).toString())
              .collect(Collectors.toSet());
      assertThat(spoken).containsAll(formats);
    }
  }

  private static boolean isFormat(Path source) {
    try {
      return Files.readString(source).contains("implements WireFormat");
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  @Test
  @DisabledIfSystemProperty(named = "full.product", matches = "true")
  void anyTwoThatMeetInOneOfAllMeetInOneOfTheChosen() {
    List<List<Integer>> all = new ArrayList<>();
    for (int number = 0; number < 6 * 5 * 4 * 3; number++) {
      all.add(List.of(number % 6, number / 6 % 5, number / 30 % 4, number / 120));
    }
    List<List<Integer>> chosen = Covering.of(all, 7, Function.identity());
    assertThat(pairs(chosen)).isEqualTo(pairs(all));
    assertThat(chosen).hasSizeLessThan(60).doesNotHaveDuplicates();
  }

  private static Set<String> pairs(List<List<Integer>> cases) {
    Set<String> pairs = new HashSet<>();
    for (List<Integer> each : cases) {
      for (int i = 0; i < each.size(); i++) {
        for (int j = i + 1; j < each.size(); j++) {
          pairs.add(i + "=" + each.get(i) + " " + j + "=" + each.get(j));
        }
      }
    }
    return pairs;
  }
}
