@NullMarked
package dev.sluice.server.dialect.aisdk;

import org.jspecify.annotations.NullMarked;
