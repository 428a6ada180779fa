/** The clients that are compared, one class each. */
@NullMarked
package dev.sluice.bench.client;

import org.jspecify.annotations.NullMarked;
