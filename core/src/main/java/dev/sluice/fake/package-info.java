/**
 * A model for the tests of users: it answers what a script says, at a pace that a test sets, and
 * fails in every way that a provider can, without a network. Policies, views and whatever stands on
 * them treat it as any other model.
 */
@NullMarked
package dev.sluice.fake;

import org.jspecify.annotations.NullMarked;
