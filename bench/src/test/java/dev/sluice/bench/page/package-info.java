/** Tests of what the page says of the results. */
@NullMarked
package dev.sluice.bench.page;

import org.jspecify.annotations.NullMarked;
