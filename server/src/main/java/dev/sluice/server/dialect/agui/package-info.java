/** AG-UI: events between an agent and the application that its user sees. */
@NullMarked
package dev.sluice.server.dialect.agui;

import org.jspecify.annotations.NullMarked;
