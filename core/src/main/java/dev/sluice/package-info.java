/** The front door of the library: {@link dev.sluice.Sluice}. */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
