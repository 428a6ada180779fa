@NullMarked
package dev.sluice.server.dialect.ollama;

import org.jspecify.annotations.NullMarked;
