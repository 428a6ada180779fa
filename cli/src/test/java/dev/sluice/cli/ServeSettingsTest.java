package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.models.Models;
import dev.sluice.policy.OnCut;
import dev.sluice.server.GatewaySettings;
import dev.sluice.server.access.Keys;
import dev.sluice.server.access.RoutePolicies;
import dev.sluice.server.dialect.Takes;
import dev.sluice.server.http.PemFiles;
import dev.sluice.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway is told: by options, the environment and the file of settings. */
final class ServeSettingsTest {
  private static final String ADAS = "sk-ada-0123456789abcdef";
  private static final String BOBS = "sk-bob-0123456789abcdef";
  private static final ServeOptions NONE =
      new ServeOptions(
          Optional.empty(), OptionalInt.empty(), false, false, Optional.empty(), Optional.empty());

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("config.toml");
  }

  private ServeSettings settings(String toml, Map<String, String> more, ServeOptions options) {
    Map<String, String> environment =
        new HashMap<>(Map.of("HOME", "/home/ada", "OPENAI_API_KEY", "k", "GROQ_API_KEY", "k"));
    environment.putAll(more);
    environment.put("SLUICE_CONFIG", file().toString());
    try {
      Files.writeString(file(), toml);
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    }
    Configuration configuration = Configuration.of(environment);
    try (Models models = configuration.models(progress -> {})) {
      return ServeSettings.of(configuration, options, models, Clock.system());
    }
  }

  private static ServeOptions host(String host) {
    return new ServeOptions(
        Optional.of(host), OptionalInt.empty(), false, false, Optional.empty(), Optional.empty());
  }

  @Test
  void anAddressMayHaveTheBracketsThatUrlsHave() {
    assertThat(settings("", Map.of(), host("[::1]")).gateway().http().host()).isEqualTo("::1");
    assertThat(settings("[serve]\nhost = '[::1]'").gateway().http().host()).isEqualTo("::1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1", "127.0.0.1:8080", "[::1", "a/b", ""})
  void aHostHasNeitherSchemeNorPort(String host) {
    assertThatThrownBy(() -> settings("", Map.of(), host(host)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("without a scheme and a port");
  }

  private ServeSettings settings(String toml) {
    return settings(toml, Map.of(), NONE);
  }

  @Test
  void withNothingSetThisMachineAloneIsServed() {
    ServeSettings usual = settings("");

    assertThat(usual.gateway()).isEqualTo(GatewaySettings.USUAL);
    assertThat(usual.keys().isEmpty()).isTrue();
    assertThat(usual.catalog().aliases()).isEmpty();
    assertThat(usual.log().keep()).isTrue();
    assertThat(usual.remarks()).isEmpty();
  }

  @Test
  void everySettingArrives() {
    ServeSettings all =
        settings(
            """
            [serve]
            host = "127.0.0.1"
            port = 0
            data = "kept"
            log = "sqlite"
            allowed_hosts = ["Gateway.example"]
            allowed_origins = ["https://chat.example", "http://[::1]:3000"]
            models = ["fast", "openai/gpt-4o-mini", "groq/*"]
            default_model = "fast"
            http2 = false
            drain = "5s"
            heartbeat = "10s"
            grace = "2m"
            idempotency = "1h"

            [serve.tls]
            cert = "cert.pem"
            key = "key.pem"

            [serve.limits]
            body = "8 MiB"
            headers = "32 KiB"
            messages = 10
            depth = 8
            connections = 7
            streams = 6
            characters = 5
            waiting_events = 4
            waiting = "8 KiB"
            slow_client = "3s"
            headers_within = "2s"
            body_within = "1s"
            idle = "4s"

            [serve.policies]
            retries = 1
            on_cut = "resume"
            idle_timeout = "off"

            [aliases]
            fast = "groq/llama-3.3-70b"
            """
                .replace("cert.pem", pem("cert.pem"))
                .replace("key.pem", pem("key.pem")));

    var http = all.gateway().http();
    assertThat(http.port()).isZero();
    assertThat(http.hosts()).containsExactly("gateway.example");
    assertThat(http.origins()).containsExactly("https://chat.example", "http://[::1]:3000");
    assertThat(http.http2()).isFalse();
    assertThat(http.tls())
        .contains(new PemFiles(folder.resolve("cert.pem"), folder.resolve("key.pem")));
    assertThat(http.limits().bodyBytes()).isEqualTo(8 << 20);
    assertThat(http.limits().headerBytes()).isEqualTo(32 << 10);
    assertThat(http.limits().connections()).isEqualTo(7);
    assertThat(http.limits().idle()).isEqualTo(Duration.ofSeconds(4));
    assertThat(all.gateway().requests().messages()).isEqualTo(10);
    assertThat(all.gateway().requests().depth()).isEqualTo(8);
    assertThat(all.gateway().runs().streams()).isEqualTo(6);
    assertThat(all.gateway().runs().characters()).isEqualTo(5);
    assertThat(all.gateway().runs().waitingEvents()).isEqualTo(4);
    assertThat(all.gateway().runs().waitingBytes()).isEqualTo(8 << 10);
    assertThat(all.gateway().runs().idleClient()).isEqualTo(Duration.ofSeconds(3));
    assertThat(all.gateway().runs().heartbeat()).isEqualTo(Duration.ofSeconds(10));
    assertThat(all.gateway().runs().grace()).isEqualTo(Duration.ofMinutes(2));
    assertThat(all.gateway().runs().idempotency()).isEqualTo(Duration.ofHours(1));
    assertThat(all.gateway().drain()).isEqualTo(Duration.ofSeconds(5));
    assertThat(all.log().folder()).isEqualTo(folder.resolve("kept"));
    assertThat(all.catalog().models()).containsExactly("fast", "openai/gpt-4o-mini", "groq/*");
    assertThat(all.catalog().defaultModel()).contains("fast");
    assertThat(all.catalog().policies().retries()).contains(1);
    assertThat(all.catalog().policies().onCut()).contains(OnCut.Mode.RESUME);
    assertThat(all.catalog().policies().idle()).contains(Duration.ZERO);
  }

  private String pem(String name) {
    try {
      Files.writeString(folder.resolve(name), "-----BEGIN");
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    }
    return name;
  }

  @Test
  void thatAModelTakesNothingIsAnotherThingThanThatNobodySays() {
    ServeSettings all =
        settings(
            """
            [models.plain]
            model = "openai/gpt-4o"
            takes = []
            [models.other]
            model = "openai/gpt-4o"
            """);
    assertThat(all.catalog().aliases())
        .hasEntrySatisfying("plain", one -> assertThat(one.takes()).contains(Set.of()))
        .hasEntrySatisfying("other", one -> assertThat(one.takes()).isEmpty());
  }

  @Test
  void aModelHasANameAndPolicies() {
    ServeSettings all =
        settings(
            """
            [models.careful]
            model = "openai/gpt-4o"
            context = 131072
            takes = ["effort", "top_k"]
            retries = 4
            fallback = ["groq/a", "openai/b"]
            total_timeout = "10m"
            budget = "4000chars"
            streams = 2
            [models."openai/gpt-4o-mini"]
            retries = 0
            """);
    RoutePolicies careful = policies(all, "careful");

    assertThat(all.catalog().aliases().keySet()).containsExactly("careful", "openai/gpt-4o-mini");
    assertThat(all.catalog().aliases())
        .hasEntrySatisfying("careful", one -> assertThat(one.context()).hasValue(131_072))
        .hasEntrySatisfying(
            "careful", one -> assertThat(one.takes()).contains(Set.of(Takes.EFFORT, Takes.TOP_K)))
        .hasEntrySatisfying("openai/gpt-4o-mini", one -> assertThat(one.takes()).isEmpty())
        .hasEntrySatisfying("openai/gpt-4o-mini", one -> assertThat(one.context()).isEmpty());
    assertThat(careful.retries()).contains(4);
    assertThat(careful.fallback()).containsExactly("groq/a", "openai/b");
    assertThat(careful.total()).contains(Duration.ofMinutes(10));
    assertThat(careful.budget()).isPresent();
    assertThat(careful.limiter()).isPresent();
    assertThat(policies(all, "openai/gpt-4o-mini").retries()).contains(0);
  }

  private static RoutePolicies policies(ServeSettings all, String name) {
    return Objects.requireNonNull(all.catalog().aliases().get(name), name).policies();
  }

  @Test
  void optionsGoBeforeTheEnvironmentAndThatBeforeTheFile() {
    String toml = "[serve]\nhost = '127.0.0.2'\nport = 1\ndata = 'kept'\nlog = 'sqlite'\n";
    ServeOptions options =
        new ServeOptions(
            Optional.of("::1"),
            OptionalInt.of(2),
            true,
            true,
            Optional.of(folder.resolve(pem("c")).toString()),
            Optional.of(folder.resolve(pem("k")).toString()));

    ServeSettings typed = settings(toml, Map.of("SLUICE_DATA", "/data"), options);
    assertThat(typed.gateway().http().host()).isEqualTo("::1");
    assertThat(typed.gateway().http().port()).isEqualTo(2);
    assertThat(typed.gateway().http().tls()).isPresent();
    assertThat(typed.log().keep()).isFalse();
    assertThat(typed.log().folder()).isEqualTo(Path.of("/data"));

    assertThat(settings(toml, Map.of("SLUICE_DATA", "/data"), NONE).log().folder())
        .isEqualTo(Path.of("/data"));
    assertThat(settings(toml, Map.of("SLUICE_LOG", "off"), NONE).log().keep()).isFalse();
    assertThat(settings("[serve]\nlog = 'memory'\n").log().keep()).isFalse();
    assertThat(settings("[log]\nkeep = false\n").log().keep()).isFalse();
    assertThat(settings("[log]\nkeep = false\n[serve]\nlog = 'sqlite'\n").log().keep()).isTrue();
  }

  // Keys.

  @Test
  void keysStandInTheFileInAVariableOrInTheEnvironment() throws IOException {
    Files.writeString(folder.resolve("eve.key"), "sk-eve-0123456789abcdef\n");
    ServeSettings all =
        settings(
            """
            [aliases]
            fast = "groq/m"
            [keys.ada]
            key = "%s"
            models = ["fast"]
            [keys.bob]
            key_env = "BOBS_KEY"
            [keys.eve]
            key_file = "eve.key"
            """
                .formatted(ADAS),
            Map.of(
                "BOBS_KEY",
                BOBS,
                "SLUICE_KEYS",
                "dan=sk-dan-0123456789abcdef, ada=sk-ada-second-0123456789\nbare-0123456789abcde=="),
            NONE);

    assertThat(all.keys().who(ADAS).orElseThrow().models()).containsExactly("fast");
    assertThat(all.keys().who(BOBS).orElseThrow().owner()).isEqualTo("bob");
    assertThat(all.keys().who("sk-eve-0123456789abcdef").orElseThrow().owner()).isEqualTo("eve");
    assertThat(all.keys().who("sk-dan-0123456789abcdef").orElseThrow().owner()).isEqualTo("dan");
    // A second key of hers is for the same.
    assertThat(all.keys().who("sk-ada-second-0123456789").orElseThrow().models())
        .containsExactly("fast");
    assertThat(all.keys().who("bare-0123456789abcde==").orElseThrow().owner()).startsWith("key-");
    assertThat(all.owners()).containsEntry("ada", List.of("fast")).containsEntry("bob", List.of());
    assertThat(all.toString() + all.owners()).doesNotContain("0123456789");
  }

  @Test
  void othersThanThisMachineNeedAKey() {
    String open = "[serve]\nhost = '0.0.0.0'\n";

    assertThatThrownBy(() -> settings(open))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no key: set SLUICE_KEYS=name=key");
    assertThat(settings(open, Map.of("SLUICE_KEYS", ADAS), NONE).gateway().http().host())
        .isEqualTo("0.0.0.0");
    for (String near : List.of("localhost", "::1", "127.9.9.9")) {
      assertThat(settings("[serve]\nhost = '" + near + "'\n").gateway().http().host())
          .isEqualTo(near);
    }
    for (String far : List.of("::", "192.168.1.2", "gateway.example", "127.0.0.1.nip.io")) {
      assertThatThrownBy(() -> settings("[serve]\nhost = '" + far + "'\n"))
          .hasMessageContaining("others than this machine");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0123456789abcdef\u00fc", "ada=with\u0001control-signs"})
  void aKeyThatCannotBeUsedIsNotRepeated(String keys) {
    assertThatThrownBy(() -> settings("", Map.of("SLUICE_KEYS", keys), NONE))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("SLUICE_KEYS: key 1 has ")
        .satisfies(
            thrown ->
                assertThat(thrown.getMessage()).doesNotContain("short", "abcdef", "with\u0001"));
  }

  @Test
  void aShortKeyWorksWithAWordAboutIt() {
    ServeSettings read = settings("", Map.of("SLUICE_KEYS", "ada=s3cret,t0ken"), NONE);
    assertThat(read.keys().who("s3cret").map(Keys.Who::owner)).contains("ada");
    assertThat(read.remarks())
        .hasSize(2)
        .allMatch(remark -> remark.contains("fewer than 16 characters"))
        .noneMatch(remark -> remark.contains("s3cret") || remark.contains("t0ken"));
  }

  @Test
  void aKeyIsNotTwoOwners() {
    assertThatThrownBy(
            () -> settings("", Map.of("SLUICE_KEYS", "ada=" + ADAS + ",bob=" + ADAS), NONE))
        .hasMessage("ada and bob have the same key: give one of them another");
  }

  // What is wrong.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "serve = 1 | 1:1: serve is a table: [serve]",
        "[serv]\\nport = 1 | 1:1: there is no setting 'serv'; did you mean serve?",
        "[serve]\\nprot = 1 | 2:1: [serve] has no setting 'prot'; did you mean port?",
        "[serve]\\ncolour = 1 | 2:1: [serve] has no setting 'colour'; known are host, port, data,",
        "[serve]\\nstrict = true | 2:1: strict stands in [serve.policies] for all models, or in [models.NAME]",
        "[models.x]\\nmodel = 'openai/a'\\ntakes = ['efort'] | 3:1: there is no 'efort' that a model could take: takes has some of effort, thinking_tokens, top_k, penalties",
        "[models.x]\\nmodel = 'openai/a'\\ntakes = 'effort' | 3:1: takes are texts in quotes and brackets",
        "[serve]\\nstreams = 9 | 2:1: streams stands in [models.NAME]",
        "[serve]\\nbody = '1 KiB' | 2:1: body stands in [serve.limits]",
        "[serve]\\nport = 65536 | 2:1: port is a whole number from 0 to 65,535",
        "[serve]\\nport = '1' | 2:1: port is a whole number",
        "[serve]\\nhost = 'http://x' | 2:1: host is an address of this machine",
        "[serve]\\nlog = 'disk' | 2:1: log is \"sqlite\" or \"memory\"",
        "[serve]\\ndrain = '30' | 2:1: drain is a time such as \"500ms\", \"10s\" or \"2m\", or \"off\"",
        "[serve]\\nheartbeat = 'off' | 2:1: heartbeat is a time",
        "[serve]\\nallowed_hosts = ['h:80'] | 2:1: allowed_hosts are names without ports",
        "[serve]\\nallowed_origins = ['*'] | 2:1: allowed_origins are as browsers send them",
        "[serve]\\nallowed_origins = ['https://h/'] | 2:1: allowed_origins are as browsers send them",
        "[serve]\\nmodels = [] | 2:1: models is empty, so that nothing could be asked",
        "[serve]\\nmodels = ['fast'] | 2:1: 'fast' is no model's name: neither [models.NAME]",
        "[serve]\\nmodels = ['opnai/m'] | 2:1: there is no provider 'opnai'; did you mean openai",
        "[serve]\\nmodels = ['openai+http://h/v1/m'] | 2:1: 'openai+http://h/v1/m' says where",
        "[serve]\\nmodels = ['local//m.gguf'] | 2:1: 'local//m.gguf' says where something is",
        "[serve]\\ndefault_model = 'fast' | 2:1: a model is named provider/model",
        "[serve]\\ndefault_model = 'anthropic/m' | 2:1: anthropic/m needs a key: set ANTHROPIC_API",
        "[serve.limits]\\nbody = '1 B' | 2:1: body is a size such as \"64 KiB\"",
        "[serve.limits]\\nbody = 32 | 2:1: body is a text in quotes",
        "[serve.limits]\\nstreams = 0 | 2:1: streams is a whole number from 1 to",
        "[serve.limits]\\nsteams = 1 | 2:1: [serve.limits] has no setting 'steams'; did you mean st",
        "[serve.tls]\\ncert = 'a' | 1:1: TLS needs both files",
        "[serve.tls]\\ncert = 'a'\\nkey = 'b'\\nca = 'c' | 4:1: [serve.tls] has no setting 'ca'",
        "[serve.policies]\\nstreams = 1 | 2:1: [serve.policies] has no setting 'streams'",
        "[serve.policies]\\non_cut = 'go' | 2:1: on_cut is \"fail\", \"restart\" or \"resume\"",
        "[serve.policies]\\nbudget = '5' | 2:1: budget is an amount such as \"500tokens\"",
        "[models]\\nfast = 'groq/m' | 2:1: a model's settings are a table, [models.fast]",
        "[models.fast]\\nretries = 1 | 1:1: the model fast needs what it stands for",
        "[models.fast]\\nmodel = 'groq/m'\\nretry = 1 | 3:1: [models.fast] has no setting 'retry'; known",
        "[models.fast]\\nmodel = 'm' | 2:1: a model is named provider/model",
        "[aliases]\\nfast = 'groq/m'\\na = 'fast' | 3:1: 'fast' is an alias itself",
        "[aliases]\\na = 'fast'\\n[models.fast]\\nmodel = 'groq/m' | 2:1: 'fast' is an alias itself",
        "[models.fast]\\nmodel = 'anthropic/m' | 2:1: anthropic/m needs a key",
        "[models.fast]\\nmodel = 'groq/m'\\nfallback = ['x'] | 3:1: a model is named provider/model",
        "[models.\"a b\"]\\nmodel = 'groq/m' | 1:1: a model may be called with letters",
        "[models.\"openai/m\"]\\nmodel = 'groq/m' | 2:1: a name with a slash is a model's own",
        "[models.\"openai+http://h/v1/m\"]\\nretries = 1 | 1:1: no client can name an address",
        "[aliases]\\nfast = 1 | 2:1: fast is a text in quotes",
        "[aliases]\\n'a/b' = 'groq/m' | 2:1: a name with a slash is a model's own",
        "[models.a]\\nmodel = 'groq/m'\\n[aliases]\\na = 'groq/m' | 4:1: [models.a] says already",
        "[keys]\\nada = '0123456789abcdef' | 2:1: a key is a table: [keys.NAME]",
        "[keys.\"a b\"]\\nkey = '0123456789abcdef' | 1:1: whose a key is, is said with letters",
        "[keys.ada]\\nkey = '' | 2:1: the key of ada is empty",
        "[keys.ada]\\nkey_env = 'UNSET_KEY' | 2:1: key_env names the environment variable that holds",
        "[keys.ada]\\nkey_file = 'none' | 2:1: cannot read ",
        "[keys.ada]\\nmodels = ['*'] | 1:1: the key of ada is said by one of key_env",
        "[keys.ada]\\nkey = '0123456789abcdef'\\nmodels = ['x'] | 3:1: 'x' is no model's name",
        "[keys.ada]\\nkey = '0123456789abcdef'\\nrole = 'x' | 3:1: [keys.ada] has no setting 'role'",
      })
  void whatCannotBeMeantIsNamedWithItsPlace(String toml, String told) {
    assertThatThrownBy(() -> settings(toml.strip().replace("\\n", "\n") + "\n"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(file() + ":" + told.strip())
        .message()
        .doesNotContain("0123456789");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "[aliases]\\nclaude-* = 'groq/m' | \"claude-*\" = …",
        "[aliases]\\n*=\"groq/m\" | \"*\" = …",
        "[models.openai/gpt-4o]\\nretries = 1 | [models.\"openai/gpt-4o\"]"
      })
  void aNameThatNeedsQuotesIsToldWithThem(String toml, String told) {
    assertThatThrownBy(() -> settings(toml.strip().replace("\\n", "\n") + "\n"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("stands in quotes: " + told.strip());
  }

  @Test
  void whatNobodyCanAskYetIsRemarked() {
    assertThat(settings("[serve]\nmodels = ['anthropic/*', 'groq/m']\n").remarks())
        .containsExactly(
            "'anthropic/*' is let through, and anthropic is not set up: see sluice models");
  }

  @Test
  void theDocumentationSaysItAllAndItsExamplesWork() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "gateway.md"));
    List<String> all = new java.util.ArrayList<>(ServeTable.NAMES);
    all.addAll(ServeTable.LIMITS);
    all.addAll(ServeKeys.NAMES);
    all.addAll(PolicyTable.NAMES);
    assertThat(all).allMatch(name -> page.contains("`" + name + "`"));

    java.util.regex.Matcher example =
        java.util.regex.Pattern.compile("```toml\n(.*?)```", java.util.regex.Pattern.DOTALL)
            .matcher(page);
    pem("fullchain.pem");
    pem("privkey.pem");
    int examples = 0;
    while (example.find()) {
      examples++;
      assertThat(settings(example.group(1), Map.of("ADAS_KEY", ADAS), NONE).remarks()).isEmpty();
    }
    assertThat(examples).isEqualTo(3);
  }

  @Test
  void tlsNeedsFilesThatAreThere() {
    assertThatThrownBy(() -> settings("[serve.tls]\ncert = 'none.pem'\nkey = 'k'\n"))
        .hasMessage("cannot read " + folder.resolve("none.pem") + ", which TLS needs");
    ServeOptions half =
        new ServeOptions(
            Optional.empty(),
            OptionalInt.empty(),
            false,
            false,
            Optional.of("c"),
            Optional.empty());
    assertThatThrownBy(() -> settings("", Map.of(), half))
        .hasMessage("TLS needs both files: --tls-cert and --tls-key");
  }
}
