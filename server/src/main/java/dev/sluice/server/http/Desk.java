package dev.sluice.server.http;

import dev.sluice.server.access.Catalog;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.run.Runs;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What all event loops of a gateway have in common.
 *
 * @param dialects by their names
 * @param draining whether no more runs are taken
 */
record Desk(
    HttpLimits limits,
    Limits requests,
    int waitingBytes,
    Paths paths,
    Admission admission,
    Map<String, Dialect> dialects,
    Catalog catalog,
    Runs runs,
    Telemetry telemetry,
    AtomicBoolean draining,
    Consumer<String> complaints) {}
