/** Benchmarks of what only the provider's own package can reach. */
@NullMarked
package dev.sluice.provider.openai.chat;

import org.jspecify.annotations.NullMarked;
