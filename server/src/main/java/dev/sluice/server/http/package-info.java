/** HTTP on Vert.x: who may ask what, and how a response is written. */
@NullMarked
package dev.sluice.server.http;

import org.jspecify.annotations.NullMarked;
