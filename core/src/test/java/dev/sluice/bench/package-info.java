/**
 * Measurements and long runs, each a program: {@code mvn -q -pl core -am test-compile
 * -Dbench=NAME}, with {@code -Dbench.args="..."} for other numbers than the usual ones.
 */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
