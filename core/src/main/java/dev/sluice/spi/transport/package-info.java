/**
 * For whoever adds a transport: how bytes travel, one HTTP request and the body of its response as
 * it arrives. Knows nothing of events, providers or retries.
 */
@NullMarked
package dev.sluice.spi.transport;

import org.jspecify.annotations.NullMarked;
