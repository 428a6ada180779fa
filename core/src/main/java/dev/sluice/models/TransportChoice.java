package dev.sluice.models;

import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.transport.Timer;
import dev.sluice.spi.transport.Transport;
import dev.sluice.transport.http.Certificates;
import dev.sluice.transport.http.Proxies;
import dev.sluice.transport.jdk.JdkTransport;
import dev.sluice.transport.nio.NioTransport;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What bytes travel by; both keep one contract, and docs/transports.md says where they differ. */
public enum TransportChoice {
  /** Sluice's own, on selectors: the least time and memory for a stream. HTTP/1.1. */
  NIO,

  /** The JDK's client: HTTP/2 where a server has it, and nothing of HTTP written by hand. */
  JDK;

  private static final String SETTING = "SLUICE_TRANSPORT";

  /**
   * As {@code SLUICE_TRANSPORT} says: {@code nio}, {@code jdk}, or not set, which is {@code nio}.
   *
   * @param environment names and values as of environment variables
   * @throws ModelUnavailableException if it says anything else
   */
  public static TransportChoice of(Map<String, String> environment) {
    String said = environment.getOrDefault(SETTING, "").strip();
    if (said.isEmpty()) {
      return NIO;
    }
    for (TransportChoice choice : values()) {
      if (choice.toString().equalsIgnoreCase(said)) {
        return choice;
      }
    }
    throw new ModelUnavailableException(
        SETTING
            + " is '"
            + said
            + "', and it can be "
            + Arrays.stream(values()).map(Object::toString).collect(Collectors.joining(" or ")));
  }

  /**
   * Makes one.
   *
   * @param loops how many event loops; empty for as many as the machine calls for, and of no
   *     meaning to one that has none
   */
  Transport make(Proxies proxies, Certificates certificates, OptionalInt loops, Timer timer) {
    return switch (this) {
      case NIO -> NioTransport.create(proxies, certificates, loops, timer);
      case JDK -> JdkTransport.create(proxies, certificates, timer);
    };
  }

  /** As it stands in the setting. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
