/** Tests of who may ask which model. */
@NullMarked
package dev.sluice.server.access;

import org.jspecify.annotations.NullMarked;
