package dev.sluice.server.access;

import java.time.Instant;

/** A model that can be asked. */
public record Listed(String id, String owner, Instant created) {}
