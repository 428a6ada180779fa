/** The transport on the JDK's own HTTP client. */
@NullMarked
package dev.sluice.transport.jdk;

import org.jspecify.annotations.NullMarked;
