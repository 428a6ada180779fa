/** Google's {@code generateContent}, as clients speak it. */
@NullMarked
package dev.sluice.server.dialect.gemini;

import org.jspecify.annotations.NullMarked;
