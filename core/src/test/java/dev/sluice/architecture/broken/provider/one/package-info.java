/** Breaks rules, so that they can be seen to find it. */
@NullMarked
package dev.sluice.architecture.broken.provider.one;

import org.jspecify.annotations.NullMarked;
