/** The UI messages of the AI SDK: its data stream protocol. */
@NullMarked
package dev.sluice.server.dialect.aisdk;

import org.jspecify.annotations.NullMarked;
