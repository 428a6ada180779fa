/** A framing of somebody else's, in a package of its own, as a provider would bring it. */
@NullMarked
package dev.sluice.framing;

import org.jspecify.annotations.NullMarked;
