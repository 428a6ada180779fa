package dev.sluice.architecture.broken.sink;

import java.nio.channels.Selector;
import tools.jackson.core.JsonParser;

/** Uses what others own. */
record UsesLibraries(Selector client, JsonParser parser) {}
