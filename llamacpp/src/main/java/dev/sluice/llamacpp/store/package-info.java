/**
 * Model files: where they come from, where they are kept, and whether they are what they say they
 * are.
 */
@NullMarked
package dev.sluice.llamacpp.store;

import org.jspecify.annotations.NullMarked;
