/** Makes the page and the chart from the raw results. */
@NullMarked
package dev.sluice.bench.page;

import org.jspecify.annotations.NullMarked;
