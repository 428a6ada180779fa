/**
 * The one place that reads the clock: everything else is handed a {@link dev.sluice.time.Clock}.
 */
@NullMarked
package dev.sluice.time;

import org.jspecify.annotations.NullMarked;
