/**
 * Runs while they go on: started, followed, stopped, and what becomes of them when clients leave.
 */
@NullMarked
package dev.sluice.server.run;

import org.jspecify.annotations.NullMarked;
