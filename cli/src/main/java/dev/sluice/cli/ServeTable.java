package dev.sluice.cli;

import dev.sluice.server.GatewaySettings;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.http.HttpLimits;
import dev.sluice.server.http.HttpSettings;
import dev.sluice.server.http.PemFiles;
import dev.sluice.server.run.RunSettings;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The table {@code [serve]}: where the gateway listens, and what it lets through. */
final class ServeTable {
  static final String DEFAULT_MODEL = "default_model";

  /** All its settings; {@code limits}, {@code tls} and {@code policies} are tables. */
  static final List<String> NAMES =
      List.of(
          "host",
          "port",
          "data",
          "log",
          "allowed_hosts",
          "allowed_origins",
          "models",
          DEFAULT_MODEL,
          "http2",
          "drain",
          "heartbeat",
          "grace",
          "idempotency",
          "tls",
          "limits",
          "policies");

  /** The settings of {@code [serve.tls]}. */
  static final List<String> TLS = List.of("cert", "key");

  /** The settings of {@code [serve.limits]}. */
  static final List<String> LIMITS =
      List.of(
          "body",
          "headers",
          "messages",
          "depth",
          "connections",
          "streams",
          "characters",
          "waiting_events",
          "waiting",
          "slow_client",
          "headers_within",
          "body_within",
          "idle");

  /** The settings of {@code [serve.policies]}: a limit is for one model, not for all together. */
  static final List<String> POLICIES =
      PolicyTable.NAMES.stream().filter(name -> !name.matches("streams|.*_per_minute")).toList();

  private static final int MAX = Integer.MAX_VALUE;
  private static final int MAX_PORT = 65_535;
  private static final int MAX_BYTES = 1 << 30;
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}|[0-9A-Fa-f:.]{2,45}");
  private static final Pattern ORIGIN =
      Pattern.compile(
          "https?://[a-z0-9.-]{1,253}(:\\d{1,5})?|https?://\\[[0-9a-f:.]{2,45}](:\\d{1,5})?");

  private final SettingsTable table;
  private final Map<String, String> environment;

  ServeTable(SettingsTable table, Map<String, String> environment) {
    this.table = table;
    this.environment = environment;
  }

  /**
   * What it says.
   *
   * @throws UsageException if something of it cannot be meant
   */
  GatewaySettings settings() {
    table.namesInOrder().stream().filter(name -> !NAMES.contains(name)).forEach(this::checkPlace);
    table.checkNames("[serve]", NAMES);
    Optional<SettingsTable> limits = table.tableIfAny("limits", "[serve.limits]");
    limits.ifPresent(all -> all.checkNames("[serve.limits]", LIMITS));
    GatewaySettings usual = GatewaySettings.USUAL;
    return new GatewaySettings(
        http(limits, usual.http()),
        limits.map(all -> requests(all, usual.requests())).orElse(usual.requests()),
        runs(limits, usual.runs()),
        table.time("drain", true).orElse(usual.drain()));
  }

  /** Says where a setting belongs that there is elsewhere. */
  private void checkPlace(String name) {
    String place =
        POLICIES.contains(name)
            ? "in [serve.policies] for all models, or in [models.NAME] for one"
            : ServeModels.NAMES.contains(name) && !name.equals("model")
                ? "in [models.NAME]"
                : LIMITS.contains(name) ? "in [serve.limits]" : "";
    if (!place.isEmpty()) {
      throw table.wrong(name, name + " stands " + place + ", and not in [serve]");
    }
  }

  private HttpSettings http(Optional<SettingsTable> limits, HttpSettings usual) {
    return new HttpSettings(
        table.text("host").map(this::host).orElse(usual.host()),
        table.number("port", 0, MAX_PORT).orElse(usual.port()),
        table.tableIfAny("tls", "[serve.tls]").map(this::tls),
        table.truth("http2").orElse(usual.http2()),
        table.texts("allowed_hosts").stream().map(this::allowedHost).toList(),
        table.texts("allowed_origins").stream().map(this::origin).toList(),
        limits.map(all -> limits(all, usual.limits())).orElse(usual.limits()));
  }

  private String host(String name) {
    return listened(name)
        .orElseThrow(
            () ->
                table.wrong(
                    "host",
                    "host is an address of this machine, such as \"127.0.0.1\" or \"0.0.0.0\","
                        + " without a scheme and a port"));
  }

  /** The address that this names, without the brackets that URLs have; empty if it is none. */
  static Optional<String> listened(String name) {
    boolean isBracketed = name.startsWith("[") && name.endsWith("]") && name.contains(":");
    return Optional.of(isBracketed ? name.substring(1, name.length() - 1) : name)
        .filter(host -> HOST.matcher(host).matches())
        .filter(host -> !host.contains(":") || isAddress(host));
  }

  private static boolean isAddress(String host) {
    try {
      return InetAddress.ofLiteral(host) != null;
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  private String allowedHost(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!HOST.matcher(lower).matches()) {
      throw table.wrong(
          "allowed_hosts",
          "allowed_hosts are names without ports, such as \"gateway.example\", and not "
              + Values.quoted(Visible.of(name)));
    }
    return lower;
  }

  private String origin(String page) {
    String lower = page.toLowerCase(Locale.ROOT);
    if (!ORIGIN.matcher(lower).matches()) {
      throw table.wrong(
          "allowed_origins",
          "allowed_origins are as browsers send them, \"https://chat.example\", without a path, and"
              + " not "
              + Values.quoted(Visible.of(page)));
    }
    return lower;
  }

  private PemFiles tls(SettingsTable files) {
    files.checkNames("[serve.tls]", TLS);
    if (!files.has("cert") || !files.has("key")) {
      throw files.wrong("TLS needs both files in PEM: cert, the certificates, and key");
    }
    return new PemFiles(
        files.path("cert", environment).orElseThrow(),
        files.path("key", environment).orElseThrow());
  }

  private static HttpLimits limits(SettingsTable all, HttpLimits usual) {
    return new HttpLimits(
        all.size("body", 1_024, MAX_BYTES).orElse(usual.bodyBytes()),
        all.size("headers", 1_024, 1 << 20).orElse(usual.headerBytes()),
        all.time("headers_within", false).orElse(usual.headersWithin()),
        all.time("body_within", false).orElse(usual.bodyWithin()),
        all.time("idle", false).orElse(usual.idle()),
        all.number("connections", 1, MAX).orElse(usual.connections()));
  }

  private static Limits requests(SettingsTable all, Limits usual) {
    return new Limits(
        all.number("messages", 1, 1_000_000).orElse(usual.messages()),
        all.number("depth", 4, 512).orElse(usual.depth()));
  }

  private RunSettings runs(Optional<SettingsTable> limits, RunSettings usual) {
    return new RunSettings(
        table.time("heartbeat", false).orElse(usual.heartbeat()),
        table.time("grace", true).orElse(usual.grace()),
        limits.flatMap(all -> all.time("slow_client", false)).orElse(usual.idleClient()),
        limits.flatMap(all -> all.number("waiting_events", 1, MAX)).orElse(usual.waitingEvents()),
        limits.flatMap(all -> all.size("waiting", 1_024, MAX_BYTES)).orElse(usual.waitingBytes()),
        limits.flatMap(all -> all.number("characters", 1, MAX)).orElse(usual.characters()),
        limits.flatMap(all -> all.number("streams", 1, MAX)).orElse(usual.streams()),
        table.time("idempotency", false).orElse(usual.idempotency()));
  }

  /** Whether only this machine reaches what listens there. */
  static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException name) {
      return false;
    }
  }
}
