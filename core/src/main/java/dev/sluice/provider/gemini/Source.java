package dev.sluice.provider.gemini;

import dev.sluice.chat.Citation;

/**
 * Where something in an answer comes from, with its place as Gemini tells it.
 *
 * @param wirePart which of the answer's parts its bytes are counted in; 0 is the whole text, too
 * @param from the first byte; -1 if no place is told
 * @param to the byte behind the last one
 * @param citation without a place
 */
record Source(int wirePart, long from, long to, Citation citation) {}
