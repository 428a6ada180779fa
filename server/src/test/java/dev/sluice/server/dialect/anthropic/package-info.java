@NullMarked
package dev.sluice.server.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
