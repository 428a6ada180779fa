/** Breaks rules, so that they can be seen to find it. */
@NullMarked
package dev.sluice.llamacpp.architecture.broken.files;

import org.jspecify.annotations.NullMarked;
