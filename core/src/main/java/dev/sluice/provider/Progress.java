package dev.sluice.provider;

import java.util.OptionalLong;

/**
 * How far something is that takes long.
 *
 * @param what for a person, such as "downloading SmolLM2-135M-Instruct from PyPI"
 * @param doneBytes bytes up to now
 * @param totalBytes bytes in all, where that is known
 * @param finished whether this is the last report of this thing
 */
public record Progress(String what, long doneBytes, OptionalLong totalBytes, boolean finished) {}
