@NullMarked
package dev.sluice.server.dialect.agui;

import org.jspecify.annotations.NullMarked;
