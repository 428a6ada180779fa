@NullMarked
package dev.sluice.server.dialect;

import org.jspecify.annotations.NullMarked;
