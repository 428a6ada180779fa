/** The wire format of {@code POST /chat/completions}, which OpenAI and many servers speak. */
@NullMarked
package dev.sluice.provider.openai.chat;

import org.jspecify.annotations.NullMarked;
