/**
 * What becomes of each feature between each dialect and each provider's format, as the docs say.
 */
@NullMarked
package dev.sluice.server.pairs;

import org.jspecify.annotations.NullMarked;
