/**
 * What a client's format has to say: its request, the events of a run, errors. Pure: no socket, no
 * clock.
 */
@NullMarked
package dev.sluice.server.dialect;

import org.jspecify.annotations.NullMarked;
