/** Who may ask which model, and by which policies. */
@NullMarked
package dev.sluice.server.access;

import org.jspecify.annotations.NullMarked;
