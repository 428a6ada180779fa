package dev.sluice.server.http;

import dev.sluice.server.dialect.Dialect;

/**
 * An address at which a run can be asked for.
 *
 * @param path where it is posted: {@code /v1/chat/completions}
 * @param dialect in which
 * @param detached whether its runs go on when nobody follows them, whatever the request says
 */
public record Offer(String path, Dialect dialect, boolean detached) {}
