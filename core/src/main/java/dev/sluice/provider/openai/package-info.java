/** OpenAI, and the many servers that speak its formats; each format is a package below. */
@NullMarked
package dev.sluice.provider.openai;

import org.jspecify.annotations.NullMarked;
