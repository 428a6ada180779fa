/** OpenAI's chat completions, as clients speak them. */
@NullMarked
package dev.sluice.server.dialect.chat;

import org.jspecify.annotations.NullMarked;
