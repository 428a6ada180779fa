@NullMarked
package dev.sluice.server.architecture.broken.dialect.runs;

import org.jspecify.annotations.NullMarked;
