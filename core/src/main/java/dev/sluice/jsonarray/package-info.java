/**
 * A JSON array that arrives bit by bit: a frame for each of its elements, and nothing else. No
 * socket, no clock, no provider's word; what stands inside an element is not looked at.
 */
@NullMarked
package dev.sluice.jsonarray;

import org.jspecify.annotations.NullMarked;
