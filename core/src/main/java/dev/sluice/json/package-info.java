/** Streaming JSON: the one owner of the JSON library. Readers over byte slices, writers to text. */
@NullMarked
package dev.sluice.json;

import org.jspecify.annotations.NullMarked;
