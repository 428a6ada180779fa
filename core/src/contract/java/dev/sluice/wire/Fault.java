package dev.sluice.wire;

/**
 * One thing that can happen on the wire, and the ending that it must have.
 *
 * @param name what happens
 * @param script for the simulator
 * @param ending the ending's kind
 * @param text the partial, to the character
 * @param failure the failure's kind, or all that it may be; empty if there is none
 */
public record Fault(String name, String script, String ending, String text, String failure) {

  /** An event that nobody knows, in OpenAI's chat completions. */
  public static final String UNKNOWN = "{\"choices\":[],\"unknown\":true}";

  private static final String GOOD_END = "finish stop\nusage 5 3\ndone\nend\n";

  @Override
  public String toString() {
    return name;
  }

  /** Faults after which the stream ends by itself. */
  public static Fault[] all() {
    String one = "role\ntext \"One \"\n";
    String three = one + "text \"two \"\ntext \"three\"\n";
    return new Fault[] {
      good("no fault", three + GOOD_END, "One two three"),
      good("[DONE], and the socket stays open", three + "finish stop\ndone\nhold", "One two three"),
      good("a finish reason, and no [DONE]", three + "finish stop\nend", "One two three"),
      good("a byte order mark", "bom\n" + three + GOOD_END, "One two three"),
      good("lines that end with CR", "eol cr\n" + three + GOOD_END, "One two three"),
      good("lines that end with CRLF", "eol crlf\n" + three + GOOD_END, "One two three"),
      good("one byte a write", "split 1\neol crlf\n" + three + GOOD_END, "One two three"),
      good(
          "4-byte characters split anywhere",
          "split 1\ntext \"a😀b\"\ntext \"𝄞é漢\"\n" + GOOD_END,
          "a😀b𝄞é漢"),
      good(
          "comments, pings and empty deltas between",
          one + "comment keep-alive\nping\nempty\ntext \"two\"\n" + GOOD_END,
          "One two"),
      good(
          "a stream that says it is JSON",
          "content-type application/json\n" + three + GOOD_END,
          "One two three"),
      new Fault(
          "a clean end without the good end",
          three + "end",
          "truncated",
          "One two three",
          "ended_early"),
      new Fault(
          "[DONE] without a finish reason",
          three + "done\nend",
          "truncated",
          "One two three",
          "ended_early"),
      new Fault(
          "half an event, then a clean end",
          three + "half\nend",
          "truncated",
          "One two three",
          "ended_early"),
      new Fault("nothing but a good status", "end", "truncated", "", "ended_early"),
      new Fault("a reset", three + "wait 30ms\nrst", "cut", "One two three", "connection_lost"),
      new Fault("a hang-up in mid-body", three + "fin", "cut", "One two three", "connection_lost"),
      new Fault(
          "half an event, then a hang-up",
          three + "half\nfin",
          "cut",
          "One two three",
          "connection_lost"),
      new Fault(
          "an event that nobody knows, then a hang-up",
          "chunk " + UNKNOWN + "\nwait 30ms\nfin",
          "cut",
          "",
          "connection_lost"),
      new Fault("a hang-up before the headers", "drop", "failed", "", "connection_lost"),
      new Fault("a reset before the headers", "drop rst", "failed", "", "connection_lost"),
      new Fault(
          "malformed JSON",
          three + "malformed\n" + GOOD_END,
          "failed",
          "One two three",
          "malformed"),
      new Fault(
          "an error in the stream",
          three + "error \"overloaded\"\nend",
          "failed",
          "One two three",
          "error_in_stream"),
      new Fault(
          "a line of 20 MB",
          three + "huge 20MB\n" + GOOD_END,
          "failed",
          "One two three",
          "limit_exceeded"),
      new Fault(
          // Whether the connection was made is a matter of who is faster.
          "a reset when the connection is accepted",
          "refuse",
          "failed",
          "",
          "unreachable or connection_lost"),
      good("a trickle", "trickle 50KB/s\n" + three + GOOD_END, "One two three"),
      refusal(401, "no such key"),
      refusal(404, "no such model"),
      refusal(429, "slow down"),
      refusal(500, "broken"),
      new Fault(
          "200 with a JSON body",
          "content-type application/json\nbody {\"status\":\"odd\"}",
          "failed",
          "",
          "not_a_stream"),
      new Fault(
          "200 with a page",
          "content-type text/html\nbody <html>log in</html>",
          "failed",
          "",
          "not_a_stream"),
      new Fault(
          "a JSON body that says it is a stream",
          "content-type text/event-stream\nbody {\"status\":\"odd\"}",
          "failed",
          "",
          "not_a_stream"),
      new Fault(
          "a redirect to another host",
          "status 307\nheader location: http://elsewhere.invalid/v1/chat/completions\nbody -",
          "failed",
          "",
          "refused"),
    };
  }

  /** Faults that only a timeout ends, the first five before the first token. */
  public static Fault[] stalls() {
    String one = "join 16KB\nrole\ntext \"One \"\njoin off\n";
    String noise = "repeat forever {\ncomment keep-alive\nping\nempty\nrole\nwait 20ms\n}\n";
    return new Fault[] {
      stall("a stall before the headers", "slow-headers forever", ""),
      stall("a stall after the headers", "comment here\nstall", ""),
      stall("a stall before the first token", "role\nstall", ""),
      stall("comments, pings and empty deltas before the first token", noise, ""),
      stall("a first token that only trickles", "trickle 100/s\ntext \"One\"\nend", ""),
      stall("a stall after tokens", one + "stall", "One "),
      stall("half an event, then a stall", one + "half\nstall", "One "),
      stall("comments, pings and empty deltas after tokens", one + noise, "One "),
      stall("a token that only trickles", one + "trickle 100/s\ntext \"two\"\nend", "One "),
    };
  }

  /** Whether something of the answer comes. */
  public boolean begins() {
    return !text.isEmpty();
  }

  public boolean isComplete() {
    return ending.equals("completed");
  }

  /** Whether another attempt may mend it: what the requirements say, not what the policies do. */
  public boolean mayPass() {
    return switch (failure) {
      case "unreachable or connection_lost",
          "connection_lost",
          "ended_early",
          "timeout",
          "error_in_stream" ->
          true;
      case "refused" -> name.equals("status 429") || name.equals("status 500");
      default -> false;
    };
  }

  private static Fault stall(String name, String script, String text) {
    return new Fault(name, script, "timed_out", text, "timeout");
  }

  private static Fault good(String name, String script, String text) {
    return new Fault(name, script, "completed", text, "");
  }

  private static Fault refusal(int status, String message) {
    return new Fault(
        "status " + status,
        "status %d\nerror \"%s\"".formatted(status, message),
        "failed",
        "",
        "refused");
  }
}
