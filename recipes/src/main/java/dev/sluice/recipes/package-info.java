/** What users do with streams: the examples of a page of the documentation, as tests. */
@NullMarked
package dev.sluice.recipes;

import org.jspecify.annotations.NullMarked;
