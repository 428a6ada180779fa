package dev.sluice.server.access;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * A model that can be asked.
 *
 * @param id as clients name it
 * @param owner its provider, or {@code sluice} for a name of the operator's own
 * @param created since when it is known here
 * @param context how many tokens its context has; empty if nobody says
 */
public record Listed(String id, String owner, Instant created, OptionalLong context) {}
