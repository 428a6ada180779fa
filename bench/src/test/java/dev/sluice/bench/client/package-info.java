/** Tests of the clients that are compared. */
@NullMarked
package dev.sluice.bench.client;

import org.jspecify.annotations.NullMarked;
