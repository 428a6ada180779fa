/**
 * The provider {@code local}: models that are computed inside this process, by llama.cpp.
 *
 * <p>{@code binding} is llama.cpp's C API, {@code engine} makes answers with it, {@code store} has
 * the models' files, and this package joins them to the library's streams.
 */
@NullMarked
package dev.sluice.llamacpp;

import org.jspecify.annotations.NullMarked;
