package dev.sluice.server;

import dev.sluice.server.dialect.Limits;
import dev.sluice.server.http.HttpSettings;
import dev.sluice.server.run.RunSettings;
import java.time.Duration;
import java.util.Objects;

/**
 * How a gateway is set. Immutable.
 *
 * @param http where it listens, and to whom
 * @param requests what a request may have
 * @param runs how runs are kept going
 * @param drain when it is closed, so long what goes on may still end
 */
public record GatewaySettings(
    HttpSettings http, Limits requests, RunSettings runs, Duration drain) {
  /** What holds unless it is set otherwise. */
  public static final GatewaySettings USUAL =
      new GatewaySettings(
          HttpSettings.USUAL, Limits.USUAL, RunSettings.USUAL, Duration.ofSeconds(30));

  /** Refuses what is missing. */
  public GatewaySettings {
    Objects.requireNonNull(http, "http");
    Objects.requireNonNull(requests, "requests");
    Objects.requireNonNull(runs, "runs");
    if (drain.isNegative()) {
      throw new IllegalArgumentException("what goes on cannot be waited for " + drain);
    }
  }

  /** These, with other HTTP. */
  public GatewaySettings with(HttpSettings other) {
    return new GatewaySettings(other, requests, runs, drain);
  }

  /** These, with runs kept going otherwise. */
  public GatewaySettings with(RunSettings other) {
    return new GatewaySettings(http, requests, other, drain);
  }

  /** These, with other limits of requests. */
  public GatewaySettings with(Limits other) {
    return new GatewaySettings(http, other, runs, drain);
  }
}
