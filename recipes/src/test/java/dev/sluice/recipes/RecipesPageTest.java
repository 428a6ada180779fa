package dev.sluice.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rules.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The page of recipes is true: its Java stands in the tests beside this, its links lead on. */
class RecipesPageTest {
  private static final Path DOCUMENTATION = Path.of("../docs");

  private final Page page;

  RecipesPageTest() throws IOException {
    page =
        Page.of(
            "recipes.md",
            AnswersRecipesTest.class,
            CourseRecipesTest.class,
            BridgesRecipesTest.class,
            Chat.class,
            ChatController.class,
            SettingsRecipesTest.class);
  }

  @Test
  void everyJavaExampleIsCompiled() {
    page.mustHaveItsExamplesInTheTest(31);
  }

  @Test
  void everyRecipeStandsInTheTableAndTheTableNamesNoOther() {
    List<String> recipes =
        page.found("^###? (.*?)$").stream()
            .map(title -> title.toLowerCase(Locale.ROOT).replaceAll("[^a-z -]", ""))
            .map(title -> title.replace(' ', '-'))
            .toList();
    List<String> named = page.found("^\\|[^\n]*\\(#([a-z-]+)\\) \\|$");
    assertThat(recipes).containsAll(named);
    assertThat(named).containsAll(recipes.subList(0, recipes.size() - 1));
    assertThat(recipes).containsAll(page.found("\\(#([a-z-]+)\\)"));
  }

  @Test
  void everyLinkToAnotherPageLeadsThere() throws Exception {
    for (String link : page.found("\\]\\(([a-z-]+\\.md)")) {
      assertThat(DOCUMENTATION.resolve(link)).exists();
    }
    for (String link : page.found("\\]\\(([a-z-]+\\.md#[a-z-]+)\\)")) {
      String[] parts = link.split("#", 2);
      assertThat(Files.readString(DOCUMENTATION.resolve(parts[0])).toLowerCase(Locale.ROOT))
          .as(link)
          .contains("\n## " + parts[1].replace('-', ' ') + "\n");
    }
  }
}
