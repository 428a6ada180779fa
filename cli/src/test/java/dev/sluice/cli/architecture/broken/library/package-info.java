/** Breaks rules, so that they can be seen to find it. */
@NullMarked
package dev.sluice.cli.architecture.broken.library;

import org.jspecify.annotations.NullMarked;
