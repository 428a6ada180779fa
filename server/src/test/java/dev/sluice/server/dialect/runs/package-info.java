@NullMarked
package dev.sluice.server.dialect.runs;

import org.jspecify.annotations.NullMarked;
