/**
 * The transport on the JDK's selectors: HTTP/1.1, plain or with TLS, one connection for each stream
 * at a time. Bytes are read and decoded on the thread of an {@link
 * dev.sluice.transport.nio.EventLoop}.
 */
@NullMarked
package dev.sluice.transport.nio;

import org.jspecify.annotations.NullMarked;
