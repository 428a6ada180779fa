/** Checks of the benchmark, and of what can be said without a clock. */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
