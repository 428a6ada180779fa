package dev.sluice.llamacpp.architecture.broken.engine;

import java.lang.foreign.MemorySegment;
import java.net.URI;

/** Uses foreign memory and the network. */
public record UsesWhatOthersOwn(MemorySegment memory, URI address) {}
