/** Microbenchmarks of single steps. */
@NullMarked
package dev.sluice.bench.unit;

import org.jspecify.annotations.NullMarked;
