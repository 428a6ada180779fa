package dev.sluice.provider;

/** How a format marks where one frame of a stream ends and the next begins. */
public enum Framing {
  /** Server-sent events: a frame is an event's data. */
  SSE,
  /** NDJSON: a frame is a line. */
  LINES
}
