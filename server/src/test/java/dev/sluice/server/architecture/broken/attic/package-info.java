@NullMarked
package dev.sluice.server.architecture.broken.attic;

import org.jspecify.annotations.NullMarked;
