package dev.sluice.cli.architecture.broken;

import java.net.http.HttpClient;
import tools.jackson.core.JsonParser;

/** Uses what others own. */
record UsesLibraries(HttpClient client, JsonParser parser) {}
