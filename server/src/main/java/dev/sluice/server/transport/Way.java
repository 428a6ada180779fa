package dev.sluice.server.transport;

import dev.sluice.transport.http.Route;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A route, and what is needed to go it for the first time.
 *
 * @param context null if nothing on the way speaks TLS
 */
record Way(Route route, @Nullable SSLContext context) {}
