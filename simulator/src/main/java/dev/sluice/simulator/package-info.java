/**
 * A scripted provider of language models on real sockets.
 *
 * <p>How a script becomes bytes:
 *
 * <pre>
 * text ──▶ ScriptParser ──▶ Script ─── one Response for each request, picked by Sequence
 *          (Grammar says      │
 *           what a step is)   ▼
 *                          Exchange ──▶ Cursor: the next Step, repeats unfolded
 *                             │         Pace, Timers: when it is played
 *                             ▼
 *                        WireEncoder ─── what is said, in the provider's format (Wires
 *                             │          has all formats)
 *                             ▼
 *                         BodyWriter ─── cuts pieces, one HTTP chunk and one write each
 *                             │
 *                             ▼
 * client ◀── socket ◀── Connection ───▶ Seen, kept by Recorder: what came, what was written,
 *                             ▲          when and how the client left
 *                        Loop: one thread, a selector, many connections
 * </pre>
 *
 * <p>{@link Simulator} is the way in. Nothing here knows the library that it is made to test, so
 * that an error cannot be made twice in the same way.
 */
@NullMarked
package dev.sluice.simulator;

import org.jspecify.annotations.NullMarked;
