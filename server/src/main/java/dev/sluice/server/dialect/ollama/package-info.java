/** Ollama's own interface, as clients speak it. */
@NullMarked
package dev.sluice.server.dialect.ollama;

import org.jspecify.annotations.NullMarked;
