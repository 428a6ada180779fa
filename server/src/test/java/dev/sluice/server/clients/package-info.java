/** What clients of each dialect ask, and what they make of what they are told. */
@NullMarked
package dev.sluice.server.clients;

import org.jspecify.annotations.NullMarked;
