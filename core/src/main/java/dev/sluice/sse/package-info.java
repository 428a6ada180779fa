/**
 * Server-sent events: the byte grammar of the WHATWG HTML standard, section "Server-sent events",
 * and nothing else. No socket, no clock, no provider's word.
 */
@NullMarked
package dev.sluice.sse;

import org.jspecify.annotations.NullMarked;
