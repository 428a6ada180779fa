/** Breaks rules, so that they can be seen to find it. */
@NullMarked
package dev.sluice.architecture.broken.chat;

import org.jspecify.annotations.NullMarked;
