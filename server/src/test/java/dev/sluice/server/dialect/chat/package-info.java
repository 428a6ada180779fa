@NullMarked
package dev.sluice.server.dialect.chat;

import org.jspecify.annotations.NullMarked;
