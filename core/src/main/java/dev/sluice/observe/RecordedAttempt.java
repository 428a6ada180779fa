package dev.sluice.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** One attempt of a stream; times count from its start. */
@Name(JfrListener.ATTEMPT)
@Label("Attempt")
@Category("Sluice")
@Description("An attempt at a model's answer, from its start to what ended it")
@StackTrace(false)
final class RecordedAttempt extends Event {
  /** What the recorder's tools show as not there. */
  static final long NONE = Long.MIN_VALUE;

  static final long UNKNOWN = -1;

  @Label("Stream")
  @Description("Counts the streams of one listener")
  long stream;

  @Label("Number")
  @Description("Which attempt of its stream, from 1")
  int number;

  @Label("Model")
  String model = "";

  @Label("Ending")
  @Description("completed, truncated, cut, failed, timed_out, over_budget or cancelled")
  String ending = "";

  @Label("Cause")
  @Description("Why it did not complete, empty if it did")
  String cause = "";

  @Label("Connection")
  @Description("new or reused, empty if that is not known or there was none")
  String connection = "";

  @Label("Name Lookup")
  @Timespan(Timespan.NANOSECONDS)
  long lookup = NONE;

  @Label("Connect")
  @Timespan(Timespan.NANOSECONDS)
  long connect = NONE;

  @Label("Proxy")
  @Timespan(Timespan.NANOSECONDS)
  long proxy = NONE;

  @Label("TLS Handshake")
  @Timespan(Timespan.NANOSECONDS)
  long tls = NONE;

  @Label("Connected")
  @Timespan(Timespan.NANOSECONDS)
  long connected = NONE;

  @Label("Response Head")
  @Timespan(Timespan.NANOSECONDS)
  long head = NONE;

  @Label("First Token")
  @Timespan(Timespan.NANOSECONDS)
  long firstToken = NONE;

  @Label("Total")
  @Timespan(Timespan.NANOSECONDS)
  long total;

  @Label("Status")
  @Description("The HTTP status, -1 without a response")
  int status = -1;

  @Label("Request Id")
  String requestId = "";

  @Label("Input Tokens")
  @Description("As the provider counts them, -1 if it did not say")
  long inputTokens = UNKNOWN;

  @Label("Output Tokens")
  @Description("As the provider counts them, -1 if it did not say")
  long outputTokens = UNKNOWN;
}
