@NullMarked
package dev.sluice.server.transport;

import org.jspecify.annotations.NullMarked;
