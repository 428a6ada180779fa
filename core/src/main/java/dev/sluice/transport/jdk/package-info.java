/** The transport on the JDK's own HTTP client: HTTP/2, and nothing of HTTP written by hand. */
@NullMarked
package dev.sluice.transport.jdk;

import org.jspecify.annotations.NullMarked;
