/** Anthropic's messages API, and the servers that speak it. */
@NullMarked
package dev.sluice.provider.anthropic;

import org.jspecify.annotations.NullMarked;
