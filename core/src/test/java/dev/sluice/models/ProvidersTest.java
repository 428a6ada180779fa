package dev.sluice.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSource;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers that are found on a class path, and what one of them costs that is broken. */
public final class ProvidersTest {
  private final Path folder;

  ProvidersTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Answers with its own name. */
  public static class Good implements ModelProvider {
    @Override
    public String name() {
      return "good";
    }

    @Override
    public StreamSource source(String model, ProviderContext context) {
      return (request, sink) -> {
        sink.onOpen(
            new StreamControl() {
              @Override
              public void resume() {}

              @Override
              public void cancel() {}
            });
        sink.onEvent(new StreamEvent.TextDelta(0, name() + " " + model));
        sink.onEnd(new Outcome.Finished(FinishReason.STOP));
      };
    }

    @Override
    public List<ModelListing> models(ProviderContext context) {
      return List.of(new ModelListing(name() + "/any", true, "here", OptionalLong.empty()));
    }

    @Override
    public void close() {}
  }

  /** Has the same name. */
  public static final class Twin extends Good {}

  /** Cannot be made. */
  public static final class Broken extends Good {
    public Broken() {
      throw new IllegalStateException("no such key: sk-secret");
    }
  }

  /** Cannot be loaded at all. */
  public static final class Unloadable extends Good {
    static {
      link();
    }

    private static void link() {
      throw new UnsatisfiedLinkError("no device in java.library.path");
    }
  }

  /** Cannot say what it has, and answers all the same. */
  public static final class Mute extends Good {
    @Override
    public String name() {
      return "mute";
    }

    @Override
    public List<ModelListing> models(ProviderContext context) {
      throw new IllegalStateException("its key sk-secret is refused");
    }

    @Override
    public void close() {
      throw new IllegalStateException("it is stuck");
    }
  }

  /** Has no name. */
  public static final class Nameless extends Good {
    @Override
    public String name() {
      throw new IllegalStateException("nobody named it");
    }
  }

  private Models models(String... classes) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(services.resolve(ModelProvider.class.getName()), List.of(classes));
    ClassLoader loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, ProvidersTest.class.getClassLoader());
    return Models.builder().withoutEnvironment().classLoader(loader).build();
  }

  private static String state(Models models, String name) {
    return models.list().stream()
        .filter(listing -> listing.name().equals(name))
        .filter(listing -> !listing.usable())
        .map(ModelListing::state)
        .findFirst()
        .orElse("not listed as unusable");
  }

  @Test
  void oneThatIsBrokenCostsItselfAloneAndIsListedWithItsReason() throws Exception {
    try (Models models =
        models(
            Broken.class.getName(),
            "no.such.Provider",
            Unloadable.class.getName(),
            Nameless.class.getName(),
            Good.class.getName())) {
      assertThat(models.model("good/one").ask("hi").text()).isEqualTo("good one");
      assertThat(state(models, Broken.class.getName()))
          .isEqualTo(
              "cannot be loaded: it threw java.lang.IllegalStateException; update its library or"
                  + " remove it");
      assertThat(state(models, "no.such.Provider"))
          .isEqualTo(
              "cannot be loaded: its class is not found, or is no provider; update its library or"
                  + " remove it");
      assertThat(state(models, Unloadable.class.getName()))
          .contains("it lacks what it needs, ", "no device in java.library.path");
      assertThat(state(models, "a provider on the class path"))
          .contains("it threw java.lang.IllegalStateException;");
      assertThat(models.list()).extracting(ModelListing::name).contains("good/any");
    }
  }

  @Test
  void whoeverAsksForAnUnknownModelIsToldWhatCouldNotBeLoaded() throws Exception {
    try (Models models = models(Broken.class.getName())) {
      assertThatExceptionOfType(ModelUnavailableException.class)
          .isThrownBy(() -> models.model("good/one"))
          .withMessageContaining("the providers here are openai, ")
          .withMessageContaining("it threw java.lang.IllegalStateException");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OpenAI/gpt-5, 'did you mean openai/gpt-5? A name is provider/model'",
    "google/gemini-3-pro, did you mean gemini/gemini-3-pro?",
    "vertex_ai/gemini-3-pro, did you mean gemini/gemini-3-pro?",
    "together_ai/a/b, did you mean together/a/b?",
    "Grok+http://127.0.0.1:1/v1/m, did you mean xai+http://127.0.0.1:1/v1/m?",
    "https://host/v1/m, did you mean openai+https://host/v1/m?",
    "openai+127.0.0.1:8080/v1/m, did you mean openai+http://127.0.0.1:8080/v1/m?",
    "nobody/m, ': a name is provider/model, and the providers here are openai,'",
    "openai/, '''openai/'' names no model: a name is provider/model, as in openai/MODEL'",
    "openai+http://127.0.0.1:1/v1, as in openai+http://localhost:8080/v1/MODEL",
    "openai+http://127.0.0.1:1/v1/, names no model",
    "openai+http://127.0.0.1:1/v1/chat/completions, names no model",
    "openai+http://127.0.0.1:1/v1/chat/completions/m, names no model",
    "openai+http://127.0.0.1:1/v1?key=x/m, '''openai+http…'' names no model'"
  })
  void whatWasProbablyMeantIsTold(String name, String told) {
    try (Models models = Models.builder().withoutEnvironment().build()) {
      assertThatExceptionOfType(ModelUnavailableException.class)
          .isThrownBy(() -> models.model(name))
          .withMessageContaining(told);
      assertThat(models.model("openai+http://127.0.0.1:1#v1").name()).endsWith("#v1");
    }
  }

  @Test
  void oneThatCannotSayWhatItHasAnswersAllTheSame() throws Exception {
    List<String> names = new ArrayList<>();
    Models models = models(Mute.class.getName(), Good.class.getName());
    assertThat(models.model("mute/one").ask("hi").text()).isEqualTo("mute one");
    assertThat(state(models, "mute/MODEL"))
        .isEqualTo(
            "cannot say what it has: it threw java.lang.IllegalStateException; update its library or"
                + " remove it");
    models.list().forEach(listing -> names.add(listing.name()));
    assertThat(names).contains("openai/MODEL", "good/any");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(models::close)
        .withMessage("it is stuck");
  }

  @Test
  void ofTwoThatAreFoundWithOneNameTheFirstHasIt() throws Exception {
    try (Models models = models(Good.class.getName(), Twin.class.getName())) {
      assertThat(models.model("good/one").ask("hi").text()).isEqualTo("good one");
      assertThat(state(models, Twin.class.getName()))
          .isEqualTo("another provider is called 'good' already; remove one");
    }
  }

  @Test
  void whoeverAddsAProviderNamesItHereAndExportsItsPackage() throws Exception {
    Path sources = Path.of("src/main/java");
    String module = Files.readString(sources.resolve("module-info.java"));
    List<Path> files;
    try (Stream<Path> all = Files.walk(sources.resolve("dev/sluice/provider"))) {
      files = all.filter(file -> file.toString().endsWith("Provider.java")).toList();
    }
    List<String> listed = new ArrayList<>();
    try (Models models = Models.builder().withoutEnvironment().build()) {
      models.list().forEach(listing -> listed.add(listing.name()));
    }
    assertThat(files).hasSizeGreaterThan(4);
    for (Path file : files) {
      String name = sources.relativize(file).toString().replaceAll("[/\\\\]", ".");
      Class<?> type = Class.forName(name.substring(0, name.length() - ".java".length()));
      var provider = (ModelProvider) type.getConstructor().newInstance();
      assertThat(listed).anyMatch(each -> each.startsWith(provider.name() + "/"));
      assertThat(module).contains("exports " + type.getPackageName() + ";");
    }
  }

  @Test
  void oneThatIsGivenTakesThePlaceOfTheOneThatIsBuiltIn() {
    OpenAiProvider own = OpenAiProvider.builder().baseUrl("http://localhost:1/v1").build();
    try (Models models = Models.builder().withoutEnvironment().provider(own).build()) {
      assertThat(models.list())
          .filteredOn(listing -> listing.name().startsWith("openai/"))
          .containsExactly(
              new ModelListing("openai/MODEL", true, "at localhost:1/v1", OptionalLong.empty()));
    }
  }

  @Test
  void twoThatAreGivenNeedTwoNames() {
    Models.Builder builder = Models.builder().provider(new Good()).provider(new Twin());
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessage("two providers are called 'good': give one of them another name");
  }
}
