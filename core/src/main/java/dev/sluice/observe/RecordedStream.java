package dev.sluice.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** One stream, from the question to its ending; the fields are public to the recorder alone. */
@Name(JfrListener.STREAM)
@Label("Stream")
@Category("Sluice")
@Description("A stream of a model's answer, from the question to its ending")
@StackTrace(false)
final class RecordedStream extends Event {
  @Label("Stream")
  @Description("Counts the streams of one listener")
  long stream;

  @Label("Model")
  String model = "";

  @Label("Ending")
  @Description("completed, truncated, cut, failed, timed_out, over_budget or cancelled")
  String ending = "";

  @Label("Cause")
  @Description("Why the stream is incomplete, empty if it completed")
  String cause = "";

  @Label("Attempts")
  int attempts;

  @Label("First Token")
  @Description("TTFT, from the stream's opening; the smallest number if there was none")
  @Timespan(Timespan.NANOSECONDS)
  long firstToken = RecordedAttempt.NONE;

  @Label("Total")
  @Timespan(Timespan.NANOSECONDS)
  long total;

  @Label("Input Tokens")
  @Description("As the provider counts them, -1 if it did not say")
  long inputTokens = RecordedAttempt.UNKNOWN;

  @Label("Output Tokens")
  @Description("As the provider counts them, an estimate if it did not say, -1 if none came")
  long outputTokens = RecordedAttempt.UNKNOWN;

  @Label("Tool Calls")
  int toolCalls;
}
