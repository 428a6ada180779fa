/**
 * The run log: an answer as a sequence of entries that outlives the process that received it.
 *
 * <p>A {@link dev.sluice.log.RunLog} begins runs and hands out a {@link dev.sluice.log.RunWriter}
 * for each, which takes what a stream tells; any number of {@link dev.sluice.log.RunReader}s follow
 * a run, from its start, from an {@link dev.sluice.log.Offset} or from now on, while it is written
 * and long after. Where entries are kept is a {@link dev.sluice.log.RunStore}'s matter.
 */
@NullMarked
package dev.sluice.log;

import org.jspecify.annotations.NullMarked;
