/** OpenAI chat completions, and the many servers that speak it. */
@NullMarked
package dev.sluice.provider.openai;

import org.jspecify.annotations.NullMarked;
