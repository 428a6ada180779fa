/** Both transports beside each other: what one makes of a response, and the other. */
@NullMarked
package dev.sluice.transport.differential;

import org.jspecify.annotations.NullMarked;
