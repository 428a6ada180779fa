/** The wire format of {@code POST /responses}, OpenAI's own, which some other servers speak too. */
@NullMarked
package dev.sluice.provider.openai.responses;

import org.jspecify.annotations.NullMarked;
