package dev.sluice.cli;

import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.anthropic.AnthropicProvider;
import dev.sluice.provider.bedrock.BedrockProvider;
import dev.sluice.provider.gemini.GeminiProvider;
import dev.sluice.provider.ollama.OllamaProvider;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.spi.provider.AccountBuilder;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.transport.RequestHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A table {@code [providers.NAME]}, which describes one server as the builders of providers do.
 * Keys do not stand in it: it names the variable or the file that holds one.
 */
final class ProviderTable {
  private static final List<String> COMMON =
      List.of("like", "format", "base_url", "key_env", "key_file", "headers");
  private static final List<String> ANTHROPIC =
      List.of("version", "betas", "bearer", "unsigned_thinking", "default_max_tokens");
  private static final List<String> OPENAI = List.of("organisation", "project");

  /** What shells can set. */
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_]\\w*");

  /** As keys are and names of variables are not: long, with small letters and digits. */
  private static final Pattern SECRET = Pattern.compile("(?=.*[a-z])(?=.*\\d).{20,}");

  /** What people write in the place of {@code key_env}. */
  private static final List<String> KEYS = List.of("key", "api_key", "token", "apikey", "password");

  private static final List<String> BEDROCK = List.of("region");

  private static final String OPENAI_CHAT = "openai-chat";
  private static final String OPENAI_RESPONSES = "openai-responses";

  /** As the simulator calls them too. */
  private static final List<String> FORMATS =
      List.of(OPENAI_CHAT, OPENAI_RESPONSES, "anthropic", "gemini", "ollama", "bedrock");

  /** What files of settings may call them besides. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of("chat_completions", OPENAI_CHAT, "responses", OPENAI_RESPONSES);

  private final String name;
  private final SettingsTable table;
  private final Map<String, String> environment;

  ProviderTable(String name, SettingsTable table, Map<String, String> environment) {
    this.name = name;
    this.table = table;
    this.environment = environment;
  }

  /**
   * The provider.
   *
   * @throws UsageException if something of it cannot be used
   */
  ModelProvider provider() {
    table.names().forEach(this::checkKnown);
    String format = format();
    table.names().forEach(setting -> checkOf(format, setting));
    return switch (format) {
      case "anthropic" -> anthropic();
      case "gemini" -> {
        GeminiProvider.Builder builder = GeminiProvider.builder();
        yield described(builder, builder::build);
      }
      case "ollama" -> {
        OllamaProvider.Builder builder = OllamaProvider.builder();
        yield described(builder, builder::build);
      }
      case "bedrock" -> bedrock();
      default -> openAi(format);
    };
  }

  /** All that there are. */
  static SortedSet<String> settings() {
    SortedSet<String> known = new TreeSet<>(COMMON);
    known.addAll(ANTHROPIC);
    known.addAll(OPENAI);
    known.addAll(BEDROCK);
    known.addAll(Oddities.NAMES);
    return known;
  }

  private void checkKnown(String setting) {
    SortedSet<String> known = settings();
    if (known.contains(setting)) {
      return;
    }
    if (KEYS.contains(setting)) {
      throw table.wrong(
          setting,
          "a key does not stand in the file of settings: key_env names the variable that holds it,"
              + " key_file a file");
    }
    List<String> similar = Similar.to(setting, known);
    throw table.wrong(
        setting,
        "a provider has no setting '"
            + Visible.of(setting)
            + (similar.isEmpty()
                ? "'; known are " + String.join(", ", known)
                : "'; did you mean " + String.join(" or ", similar) + "?"));
  }

  /** What the server speaks; empty where its address and its model say it. */
  private String format() {
    Optional<String> said = table.text("format").map(name -> OTHER_NAMES.getOrDefault(name, name));
    if (said.isPresent() && !FORMATS.contains(said.get())) {
      throw table.wrong("format", "format is one of " + String.join(", ", FORMATS));
    }
    if (table.has("like")) {
      String format = said.orElse(OPENAI_CHAT);
      if (!isOpenAi(format)) {
        throw table.wrong(
            "format",
            "servers that are known by name speak "
                + OPENAI_CHAT
                + ", some of them "
                + OPENAI_RESPONSES
                + " too: leave out like or format");
      }
      return format;
    }
    if (said.isEmpty() && !table.has("base_url")) {
      throw table.wrong(
          "the provider "
              + name
              + " needs a base_url, or is like a server that is known by name: like = \"groq\"");
    }
    return said.orElse("");
  }

  private static boolean isOpenAi(String format) {
    return format.isEmpty() || format.equals(OPENAI_CHAT) || format.equals(OPENAI_RESPONSES);
  }

  /** What one format has no place for would be ignored, and looked for. */
  private void checkOf(String format, String setting) {
    boolean fits = true;
    String of = "";
    if (ANTHROPIC.contains(setting)) {
      fits = format.equals("anthropic");
      of = "format = \"anthropic\"";
    } else if (BEDROCK.contains(setting)) {
      fits = format.equals("bedrock");
      of = "format = \"bedrock\"";
    } else if (OPENAI.contains(setting)) {
      fits = isOpenAi(format);
      of = "OpenAI's formats";
    } else if (Oddities.NAMES.contains(setting)) {
      fits = isOpenAi(format) && !format.equals(OPENAI_RESPONSES);
      of = "chat completions";
    }
    if (!fits) {
      throw table.wrong(
          setting,
          setting
              + " says something of "
              + of
              + ", which the provider "
              + name
              + " does not speak");
    }
  }

  private ModelProvider openAi(String format) {
    OpenAiProvider.Builder builder =
        table.text("like").map(this::like).orElseGet(OpenAiProvider::builder);
    switch (format) {
      case OPENAI_RESPONSES -> builder.api(OpenAiProvider.Api.RESPONSES);
      case OPENAI_CHAT -> builder.api(OpenAiProvider.Api.CHAT_COMPLETIONS);
      default -> {} // The address and the model decide.
    }
    sent("organisation").ifPresent(builder::organisation);
    sent("project").ifPresent(builder::project);
    new Oddities(table).tell(builder);
    return described(builder, builder::build);
  }

  private OpenAiProvider.Builder like(String known) {
    try {
      return OpenAiProvider.like(known);
    } catch (IllegalArgumentException unknown) {
      throw table.wrong(
          "like", String.valueOf(unknown.getMessage()).replace("builder()", "base_url"));
    }
  }

  private ModelProvider anthropic() {
    AnthropicProvider.Builder builder = AnthropicProvider.builder();
    table.text("version").ifPresent(date -> usable("version", () -> builder.version(date)));
    usable("betas", () -> builder.betas(table.texts("betas").toArray(String[]::new)));
    if (table.says("bearer", true)) {
      builder.bearer();
    }
    if (table.says("unsigned_thinking", true)) {
      builder.unsignedThinking();
    }
    table.count("default_max_tokens").ifPresent(builder::defaultMaxTokens);
    return described(builder, builder::build);
  }

  private ModelProvider bedrock() {
    if (!table.has("region") && !table.has("base_url")) {
      throw table.wrong(
          "format", "Bedrock is asked in a region: name it by region = \"us-east-1\"");
    }
    BedrockProvider.Builder builder = BedrockProvider.builder();
    table.text("region").ifPresent(builder::region);
    return described(builder, builder::build);
  }

  /** A text that becomes a header. */
  private Optional<String> sent(String setting) {
    Optional<String> text = table.text(setting);
    text.ifPresent(
        value -> usable(setting, () -> RequestHeader.check(setting.replace('_', '-'), value)));
    return text;
  }

  /** What every builder is told. */
  private ModelProvider described(
      AccountBuilder<?> builder, Supplier<? extends ModelProvider> build) {
    builder.name(name);
    Optional<String> baseUrl = table.text("base_url");
    baseUrl.ifPresent(url -> usable("base_url", () -> builder.baseUrl(url)));
    if (!table.text("format").equals(Optional.of("ollama"))) {
      baseUrl.ifPresent(
          url ->
              usable("base_url", () -> BaseUrl.read("the base_url of the provider " + name, url)));
    }
    key(builder);
    headers(builder);
    try {
      ModelProvider usable = build.get();
      return table
          .text("key_env")
          .filter(variable -> environment.getOrDefault(variable, "").isBlank())
          .<ModelProvider>map(variable -> new KeylessProvider(name, variable))
          .orElse(usable);
    } catch (IllegalArgumentException unusable) {
      String why = String.valueOf(unusable.getMessage());
      throw table.wrong(
          why.contains("wants a key: ")
              ? why.substring(0, why.indexOf("wants a key: "))
                  + "wants a key: key_env names the variable that holds it, or base_url another"
                  + " server"
              : why);
    }
  }

  private void usable(String setting, Runnable use) {
    try {
      use.run();
    } catch (IllegalArgumentException unusable) {
      throw table.wrong(setting, unusable.getMessage());
    }
  }

  /** A file is read when its key is needed: it may change meanwhile. */
  private void key(AccountBuilder<?> builder) {
    Optional<String> variable = table.text("key_env");
    Optional<String> keyFile = table.text("key_file");
    if (variable.isPresent() && keyFile.isPresent()) {
      throw table.wrong("key_file", "key_env and key_file both say where the key is");
    }
    variable.ifPresent(
        named -> {
          if (!VARIABLE.matcher(named).matches() || SECRET.matcher(named).matches()) {
            // Not repeated: it may be the key.
            throw table.wrong(
                "key_env",
                "key_env names the environment variable that holds the key, such as \"HOUSE_KEY\":"
                    + " the key itself does not stand in the file of settings");
          }
          String key = environment.getOrDefault(named, "").strip();
          builder.key(() -> key);
        });
    keyFile.ifPresent(
        named -> {
          Path from = beside(named);
          builder.key(() -> keyIn(from));
        });
  }

  private Path beside(String named) {
    try {
      return table.file().toAbsolutePath().resolveSibling(named);
    } catch (InvalidPathException impossible) {
      throw table.wrong("key_file", "no file can be called so: " + Values.quoted(named));
    }
  }

  private String keyIn(Path from) {
    try {
      String key = Files.readString(from);
      // As editors of Windows begin a file.
      return (key.startsWith("\ufeff") ? key.substring(1) : key).strip();
    } catch (IOException unreadable) {
      throw new ModelUnavailableException(
          "the key of the provider "
              + name
              + " cannot be read from "
              + from
              + ": "
              + Reason.of(unreadable));
    }
  }

  private void headers(AccountBuilder<?> builder) {
    if (!table.has("headers")) {
      return;
    }
    SettingsTable headers =
        table
            .table("headers")
            .orElseThrow(
                () -> table.wrong("headers", "headers are a table: { x-team = \"blue\" }"));
    for (String header : headers.names()) {
      if (!(headers.values().get(List.of(header)) instanceof String value)) {
        throw headers.wrong(header, "a header's value is a text in quotes");
      }
      try {
        RequestHeader.check(header, value);
      } catch (IllegalArgumentException impossible) {
        throw headers.wrong(header, impossible.getMessage());
      }
      builder.header(header, value);
    }
  }
}
