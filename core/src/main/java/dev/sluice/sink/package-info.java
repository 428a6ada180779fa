/** Where events go that leave the process: JSON lines, files. */
@NullMarked
package dev.sluice.sink;

import org.jspecify.annotations.NullMarked;
