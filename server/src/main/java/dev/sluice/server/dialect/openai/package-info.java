/**
 * OpenAI's form of a conversation, of tools and of errors, which several dialects speak. Pure, as
 * all of what is beside it.
 */
@NullMarked
package dev.sluice.server.dialect.openai;

import org.jspecify.annotations.NullMarked;
