package dev.sluice.architecture.broken.spi.transport;

import dev.sluice.architecture.broken.transport.nio.Client;

/** A contract that knows who keeps it. */
record SeesItsClient(Client client) {}
