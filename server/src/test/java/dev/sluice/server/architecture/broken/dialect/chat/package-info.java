@NullMarked
package dev.sluice.server.architecture.broken.dialect.chat;

import org.jspecify.annotations.NullMarked;
