/** Breaks rules, so that they can be seen to find it. */
@NullMarked
package dev.sluice.architecture.broken.transport.jdk;

import org.jspecify.annotations.NullMarked;
