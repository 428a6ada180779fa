package dev.sluice.transport.nio;

import dev.sluice.transport.http.Route;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A route, and what is needed to go it for the first time.
 *
 * @param context null if nothing on the way speaks TLS
 * @param addresses of the first host
 * @param target the server's address, where a proxy is to be given that instead of its name
 */
record Way(
    Route route,
    @Nullable SSLContext context,
    List<InetAddress> addresses,
    Optional<InetAddress> target) {}
