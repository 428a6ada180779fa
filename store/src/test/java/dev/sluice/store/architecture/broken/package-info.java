/** Breaks every rule once. */
@NullMarked
package dev.sluice.store.architecture.broken;

import org.jspecify.annotations.NullMarked;
