package dev.sluice.provider;

import java.util.OptionalLong;

/**
 * A line of the list of models.
 *
 * @param name {@code provider/model}, or a pattern such as {@code openai/MODEL}
 * @param usable whether a stream could start now, as far as can be told
 * @param state what it needs, or where it is: for a person
 * @param bytesOnDisk what is cached of it, if anything
 */
public record ModelListing(String name, boolean usable, String state, OptionalLong bytesOnDisk) {}
