/** Compares this library with other clients, each as a process of its own. */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
