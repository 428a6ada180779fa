/** Model names: the one place in the library that knows concrete providers. */
@NullMarked
package dev.sluice.models;

import org.jspecify.annotations.NullMarked;
