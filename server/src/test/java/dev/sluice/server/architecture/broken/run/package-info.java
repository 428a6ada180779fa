@NullMarked
package dev.sluice.server.architecture.broken.run;

import org.jspecify.annotations.NullMarked;
