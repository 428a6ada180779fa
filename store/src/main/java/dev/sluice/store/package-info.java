/** Kept answers in a SQLite database, which any number of processes share. */
@NullMarked
package dev.sluice.store;

import org.jspecify.annotations.NullMarked;
