/** Tests of the clock and its alarms. */
@NullMarked
package dev.sluice.time;

import org.jspecify.annotations.NullMarked;
