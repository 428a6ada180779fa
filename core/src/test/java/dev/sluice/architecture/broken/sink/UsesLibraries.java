package dev.sluice.architecture.broken.sink;

import java.net.http.HttpClient;
import java.nio.channels.Selector;
import jdk.jfr.Recording;
import tools.jackson.core.JsonParser;

/** Uses what others own. */
record UsesLibraries(
    HttpClient client, Selector selector, JsonParser parser, Recording recording) {}
