package dev.sluice.server.run;

import java.time.Duration;

/**
 * How runs are kept going. Immutable.
 *
 * @param heartbeat after so much silence a client is sent something that means nothing
 * @param grace so long a detached run goes on that nobody follows
 * @param idleClient a client that takes nothing for so long, while something waits for it, is let
 *     go
 * @param waitingEvents so many events may wait for a client, and
 * @param waitingBytes so many bytes
 * @param characters so many characters a run may have
 * @param streams so many runs may go on at once
 * @param idempotency so long a key is remembered
 */
public record RunSettings(
    Duration heartbeat,
    Duration grace,
    Duration idleClient,
    int waitingEvents,
    int waitingBytes,
    int characters,
    int streams,
    Duration idempotency) {
  /** What holds unless it is set otherwise. */
  public static final RunSettings USUAL =
      new RunSettings(
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          256,
          64 * 1024,
          16 * 1024 * 1024,
          10_000,
          Duration.ofHours(24));
}
