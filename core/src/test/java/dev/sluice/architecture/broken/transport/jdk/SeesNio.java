package dev.sluice.architecture.broken.transport.jdk;

import dev.sluice.architecture.broken.transport.nio.Client;

/** A transport that leans on the other. */
record SeesNio(Client client) {}
