/**
 * Listeners that come with the library: {@link dev.sluice.observe.JfrListener} records streams for
 * the JDK's flight recorder.
 */
@NullMarked
package dev.sluice.observe;

import org.jspecify.annotations.NullMarked;
