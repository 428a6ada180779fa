/**
 * Text in lines, as NDJSON has it: a frame for each line, and nothing else. No socket, no clock, no
 * provider's word.
 */
@NullMarked
package dev.sluice.lines;

import org.jspecify.annotations.NullMarked;
