package dev.sluice.bench;

import dev.sluice.bench.client.Contender;

/** A client, and the build of this library that it runs with. */
record Entrant(Contender contender, Engine engine) {}
