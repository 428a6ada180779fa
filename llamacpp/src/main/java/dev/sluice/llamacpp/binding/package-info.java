/**
 * llama.cpp's C API as Java calls: what the C functions do, with a check before every call that
 * could end the JVM, and no policy.
 *
 * <p>Read from the ground up: {@code NativeLibraries} puts the libraries on disk, {@code
 * CFunctions} and {@code StructLayouts} say what C declares, and the public classes are one C
 * object each.
 */
@NullMarked
package dev.sluice.llamacpp.binding;

import org.jspecify.annotations.NullMarked;
