/** Gateways side by side: processes between one upstream and one load, which take turns. */
@NullMarked
package dev.sluice.bench.gateway;

import org.jspecify.annotations.NullMarked;
