@NullMarked
package dev.sluice.server.architecture.broken.transport;

import org.jspecify.annotations.NullMarked;
