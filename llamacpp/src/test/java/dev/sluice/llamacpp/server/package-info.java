/** The library against a real server: llama.cpp's own, with the small model. */
@NullMarked
package dev.sluice.llamacpp.server;

import org.jspecify.annotations.NullMarked;
