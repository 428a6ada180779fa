package dev.sluice.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A project outside builds with what is published, and runs. */
@Timeout(300)
class PublishedTest {
  @Test
  void aProjectOutsideStreamsOnTheClassPath() throws Exception {
    List<String> said = OutsideProject.named("class-path").run("class-path");
    assertThat(said).anyMatch(line -> line.startsWith("library: unnamed module"));
    checkAnswers(said);
  }

  @Test
  void aProjectOutsideStreamsOnTheModulePath() throws Exception {
    List<String> said = OutsideProject.named("module-path").modular().run("module-path");
    assertThat(said).contains("library: module dev.sluice");
    checkAnswers(said);
  }

  private static void checkAnswers(List<String> said) {
    assertThat(said).contains("fake: It is sunny. completed", "simulated: It is rainy. completed");
    if (OutsideProject.hasJava21()) {
      assertThat(said).contains("java: 21");
    } else {
      System.out.println("there is no Java 21 here: the project outside has run on another");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sluice-core", "sluice-simulator", "sluice-llamacpp"})
  void aLibraryComesWithItsSourcesAndItsDocumentation(String name) throws Exception {
    assertThat(entries(Published.jar(name, "-sources"))).anyMatch(entry -> entry.endsWith(".java"));
    assertThat(entries(Published.jar(name, "-javadoc"))).contains("index.html");
    assertThat(entries(Published.jar(name, ""))).anyMatch(entry -> entry.endsWith(".class"));
  }

  @Test
  void theDocumentationIsOfWhatUsersSee() throws Exception {
    assertThat(entries(Published.jar("sluice-core", "-javadoc")))
        .contains("dev.sluice/dev/sluice/fake/FakeModel.html")
        .noneMatch(entry -> entry.contains("/dev/sluice/json/"));
  }

  @Test
  void aUserOfTheEmbeddedModelSeesNoneOfItsInsides() throws Exception {
    ModuleDescriptor embedded = descriptor("sluice-llamacpp");
    assertThat(embedded.name()).isEqualTo("dev.sluice.llamacpp");
    assertThat(embedded.exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactly("dev.sluice.llamacpp");
  }

  private static ModuleDescriptor descriptor(String name) throws Exception {
    Set<ModuleReference> found = ModuleFinder.of(Published.jar(name, "")).findAll();
    assertThat(found).hasSize(1);
    return found.iterator().next().descriptor();
  }

  private static Set<String> entries(Path jar) throws Exception {
    try (ZipFile file = new ZipFile(jar.toFile())) {
      return file.stream().map(ZipEntry::getName).collect(Collectors.toSet());
    }
  }
}
