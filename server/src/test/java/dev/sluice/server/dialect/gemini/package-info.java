@NullMarked
package dev.sluice.server.dialect.gemini;

import org.jspecify.annotations.NullMarked;
