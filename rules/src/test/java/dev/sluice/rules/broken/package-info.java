/** Breaks every rule once: the tests of the rules look for each breach by its name. */
@NullMarked
package dev.sluice.rules.broken;

import org.jspecify.annotations.NullMarked;
