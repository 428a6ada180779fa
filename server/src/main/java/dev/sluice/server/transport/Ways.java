package dev.sluice.server.transport;

import dev.sluice.spi.transport.Timer;
import dev.sluice.transport.http.Certificates;
import dev.sluice.transport.http.Origin;
import dev.sluice.transport.http.Proxies;
import dev.sluice.transport.http.Route;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Finds ways to servers. To ask for proxies and to load certificates may take long, so that it is
 * done off the event loops, and what was found is remembered for a while: a request to a server
 * that is known need not leave its loop. Thread-safe.
 */
final class Ways {
  private static final Duration REMEMBERED = Duration.ofSeconds(10);

  private static final int MAX_REMEMBERED = 256;

  private final Proxies proxies;
  private final Certificates certificates;
  private final Timer timer;
  private final Map<Origin, Found> found = new ConcurrentHashMap<>();

  private record Found(Way way, long atNanos) {}

  Ways(Proxies proxies, Certificates certificates, Timer timer) {
    this.proxies = proxies;
    this.certificates = certificates;
    this.timer = timer;
  }

  /**
   * The way, if it was found a short while ago; else null.
   *
   * @throws IllegalArgumentException if the address leads nowhere; says why
   */
  @Nullable Way known(URI uri) {
    Found before = found.get(Origin.of(uri));
    return before != null && timer.nanos() - before.atNanos < REMEMBERED.toNanos()
        ? before.way
        : null;
  }

  /** Finds the way; may take long. */
  Way find(URI uri) throws IOException, GeneralSecurityException {
    Origin origin = Origin.of(uri);
    Route route = new Route(origin, proxies.via(uri));
    SSLContext context = route.needsCertificates() ? certificates.load() : null;
    Way way = new Way(route, context);
    if (found.size() >= MAX_REMEMBERED) {
      found.clear();
    }
    found.put(origin, new Found(way, timer.nanos()));
    return way;
  }
}
