/**
 * What the tests of several modules ask: the rules of the architecture that hold in all of them, to
 * which each module's tests add its own, and that the examples of a page are compiled.
 */
@NullMarked
package dev.sluice.rules;

import org.jspecify.annotations.NullMarked;
