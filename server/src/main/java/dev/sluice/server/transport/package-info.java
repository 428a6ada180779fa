/** Upstream exchanges on Vert.x, on the event loop of the request that they are made for. */
@NullMarked
package dev.sluice.server.transport;

import org.jspecify.annotations.NullMarked;
