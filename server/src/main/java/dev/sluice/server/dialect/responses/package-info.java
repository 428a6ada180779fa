/** OpenAI's responses, as clients speak them. */
@NullMarked
package dev.sluice.server.dialect.responses;

import org.jspecify.annotations.NullMarked;
