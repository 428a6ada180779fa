/**
 * What is done about streams that are limited, fail, stall or are cut: each policy a decorator of a
 * stream source, one file each. {@link dev.sluice.spi.stream.Policy.Layer} is their order.
 *
 * <p>Three of them make further attempts: {@link dev.sluice.policy.Retry} before the first token,
 * {@link dev.sluice.policy.OnCut} after it, {@link dev.sluice.policy.Fallback} on another model.
 * Each is a {@link dev.sluice.policy.Plan}, an immutable value that decides and gives the next
 * value; one engine, {@link dev.sluice.policy.AttemptStage}, carries their decisions out.
 */
@NullMarked
package dev.sluice.policy;

import org.jspecify.annotations.NullMarked;
