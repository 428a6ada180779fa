package dev.sluice.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a script, read and checked. Times are nanoseconds, sizes are bytes. */
sealed interface Step {

  /** A step that is played; {@link Repeat} is only a way of writing many of them. */
  sealed interface Played extends Step {}

  /** Plays its steps {@code count} times; {@link #FOREVER} has no end. */
  record Repeat(long count, List<Step> steps) implements Step {
    static final long FOREVER = Long.MAX_VALUE;
  }

  /** What the provider says. How it looks on the wire is up to the {@link WireEncoder}. */
  sealed interface Said extends Played {}

  /** A piece of the answer, which {@code pace} spaces out. */
  sealed interface Delta extends Said {}

  record Role() implements Said {}

  record Text(Octets json) implements Delta {}

  record Reasoning(Octets json) implements Delta {}

  record Refusal(Octets json) implements Delta {}

  /** What proves to the provider that a thought came from it, and is to go back with it. */
  record Signature(Octets json) implements Delta {}

  record Empty() implements Delta {}

  /** A tool call begins; without an id, as some servers do, the id is null. */
  record Tool(
      int index, @Nullable Octets id, Octets name, Octets arguments, @Nullable Octets signature)
      implements Delta {}

  record Arguments(int index, Octets json) implements Delta {}

  /** A literal payload, framed as an event. */
  record Payload(Octets json) implements Delta {}

  /** One text delta of {@code size} letters. */
  record Huge(long size) implements Delta {}

  /** The prompt's tokens are all of them, those in a cache included. */
  record Usage(long prompt, long completion, long cached, long written, long reasoning)
      implements Said {
    static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    /** The tokens of the prompt that no cache had. */
    long uncached() {
      return Math.max(0, prompt - cached - written);
    }
  }

  record Finish(Octets reason) implements Said {}

  record Done() implements Said {}

  /** An error; what its type and code are where the script names none depends on the format. */
  record Failure(Octets message, @Nullable Octets type, @Nullable Octets code) implements Said {
    Octets typeOr(String unsaid) {
      return type == null ? Octets.json(unsaid) : type;
    }
  }

  record Comment(Octets text) implements Said {}

  record Ping() implements Said {}

  /** An event whose JSON breaks off, though the event itself is whole. */
  record Malformed() implements Said {}

  /** The first half of an event: no end of line follows. */
  record Half() implements Said {}

  /** A whole event that does not have the checksum it says. */
  record Corrupt() implements Said {}

  /** Bytes that go into the body as they are. */
  record Raw(Octets bytes) implements Played {}

  /** The whole body of a response that is no stream. */
  record Body(Octets bytes) implements Played {}

  record Wait(long nanos) implements Played {}

  record Eol(Octets bytes) implements Played {}

  /** A gap of zero ends the pacing. */
  record Paced(long gapNanos, double jitter, long seed) implements Played {}

  /** How the bytes that follow are cut into pieces. */
  sealed interface Split extends Played {}

  record SplitOff() implements Split {}

  record SplitEvery(int size) implements Split {}

  /** Offsets count from the first byte of the body, in rising order. */
  record SplitAt(List<Long> offsets) implements Split {}

  record SplitRandom(int smallest, int largest, long seed) implements Split {}

  /** Bytes a second for what follows; zero ends it. */
  record Trickle(long bytesPerSecond) implements Played {}

  /** What the body has beyond this many bytes is not sent. */
  record Cut(long size) implements Played {}

  /** Gathers events until there are this many bytes; zero ends it. */
  record Join(int size) implements Played {}

  /** How the response ends. Nothing can follow it. */
  sealed interface Ending extends Played {}

  record End() implements Ending {}

  record Fin() implements Ending {}

  record Rst() implements Ending {}

  record Stall() implements Ending {}

  record Hold() implements Ending {}

  /** An ending in place of the headers. */
  sealed interface Headless extends Ending {}

  record Drop(boolean reset) implements Headless {}

  record Refuse() implements Headless {}
}
