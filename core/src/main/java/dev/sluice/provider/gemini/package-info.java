/** Google's Gemini, by its own interface. */
@NullMarked
package dev.sluice.provider.gemini;

import org.jspecify.annotations.NullMarked;
