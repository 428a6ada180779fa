@NullMarked
package dev.sluice.server.architecture.broken.dialect;

import org.jspecify.annotations.NullMarked;
