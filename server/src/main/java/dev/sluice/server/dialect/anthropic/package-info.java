/** Anthropic's messages, as clients speak them. */
@NullMarked
package dev.sluice.server.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
