/** What runs inside a client's process. */
@NullMarked
package dev.sluice.bench.measure;

import org.jspecify.annotations.NullMarked;
