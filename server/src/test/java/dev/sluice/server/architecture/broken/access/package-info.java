@NullMarked
package dev.sluice.server.architecture.broken.access;

import org.jspecify.annotations.NullMarked;
