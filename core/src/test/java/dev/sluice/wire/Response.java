package dev.sluice.wire;

import java.util.List;

/**
 * One response of a random script.
 *
 * @param wire how its bytes go out, which must change nothing
 */
record Response(List<Step> steps, End end, Wire wire) {

  /** What a provider may say before its response ends. */
  enum Step {
    TEXT("text \"WORD \""),
    REASONING("reasoning \"hm\""),
    TOOL("tool 0 call_1 weather \"{}\""),
    ROLE("role"),
    EMPTY("empty"),
    COMMENT("comment keep-alive"),
    PING("ping"),
    USAGE("usage 5 1"),
    WAIT("wait 2ms"),
    UNKNOWN("chunk UNKNOWN");

    private final String script;

    Step(String script) {
      this.script = script;
    }

    boolean isToken() {
      return this == TEXT || this == REASONING || this == TOOL;
    }
  }

  /**
   * How it ends.
   *
   * @see Oracle
   */
  enum End {
    GOOD("finish stop\nusage 5 3\ndone\nend", "completed", false),
    GOOD_AND_OPEN("finish stop\ndone\nhold", "completed", false),
    GOOD_WITHOUT_DONE("finish stop\nend", "completed", false),
    CLEAN("end", "truncated", true),
    DONE_ALONE("done\nend", "truncated", true),
    HALF("half\nend", "truncated", true),
    FIN("fin", "cut", true),
    RST("rst", "cut", true),
    MALFORMED("malformed\nend", "failed", false),
    OVERLOADED("error \"later\" OVERLOADED\nend", "failed", true),
    TO_BLAME("error \"no\" INVALID\nend", "failed", false),
    STALL("stall", "timed_out", true);

    final String script;
    final String kind;
    final boolean mayPass;

    End(String script, String kind, boolean mayPass) {
      this.script = script;
      this.kind = kind;
      this.mayPass = mayPass;
    }
  }

  /** In which pieces its bytes go out; from the refusals on there is no stream at all. */
  enum Wire {
    PLAIN(""),
    BYTES("split 1\n"),
    RANDOM("split random 1-40 seed 5\n"),
    JOINED("join 16KB\n"),
    CRLF("eol crlf\n"),
    BOM("bom\n"),
    CLOSED("framing close\n"),
    REFUSED_LATER("status 503\nbody {}\n"),
    REFUSED("status 403\nbody {}\n"),
    DROPPED("drop\n");

    final String script;

    Wire(String script) {
      this.script = script;
    }

    boolean streams() {
      return compareTo(REFUSED_LATER) < 0;
    }
  }

  /** What ends every script: whoever gets here has its answer, so that none comes twice. */
  static final Response LAST = new Response(List.of(Step.TEXT), End.GOOD, Wire.PLAIN);

  /** Whether a connection is dropped, which is another thing for one that had been used before. */
  static boolean drops(List<Response> responses) {
    return responses.stream().anyMatch(response -> response.wire == Wire.DROPPED);
  }

  static String script(List<Response> responses, Speaks speaks) {
    // A request on a used connection that drops is sent again unseen: so none is used again here.
    String fresh = drops(responses) ? "header connection: close\n" : "";
    StringBuilder script = new StringBuilder();
    for (int number = 0; number < responses.size(); number++) {
      Response response = responses.get(number);
      script
          .append(number == 0 ? "" : "---\n")
          .append(response.wire == Wire.DROPPED ? "" : fresh)
          .append(response.script(number, speaks));
    }
    return script.toString();
  }

  private String script(int number, Speaks speaks) {
    if (!wire.streams()) {
      return wire.script;
    }
    StringBuilder script = new StringBuilder(wire.script);
    int words = 0;
    for (Step step : steps) {
      script.append(step.script.replace("WORD", word(number, words))).append('\n');
      words += step == Step.TEXT ? 1 : 0;
    }
    return script
        .append(end.script)
        .append('\n')
        .toString()
        .replace("UNKNOWN", speaks.unknown())
        .replace("OVERLOADED", speaks.overloaded())
        .replace("INVALID", speaks.invalid());
  }

  /** The most similar one that can be said in this format. */
  Response in(Speaks speaks) {
    return new Response(
        steps.stream()
            .map(step -> step == Step.ROLE && !speaks.beginsTwice() ? Step.EMPTY : step)
            .toList(),
        end == End.TO_BLAME && speaks.invalid().isEmpty() ? End.OVERLOADED : end,
        speaks.has(wire.script) ? wire : Wire.PLAIN);
  }

  /** No word comes twice, so that none is a repetition. */
  private static String word(int response, int number) {
    return (char) ('a' + response) + "" + number + "😀";
  }

  /** All text of the response when it is one of a script. */
  String text(int number) {
    StringBuilder text = new StringBuilder();
    int words = 0;
    for (Step step : steps) {
      if (wire.streams() && step == Step.TEXT) {
        text.append(word(number, words++)).append(' ');
      }
    }
    return text.toString();
  }

  boolean begins() {
    return wire.streams() && steps.stream().anyMatch(Step::isToken);
  }

  boolean isComplete() {
    return wire.streams() && end.kind.equals("completed");
  }

  boolean stalls() {
    return wire.streams() && end == End.STALL;
  }

  boolean mayPass() {
    return wire.streams() ? end.mayPass : wire != Wire.REFUSED;
  }

  /**
   * How it ends by itself. Where the body's end closes the connection, every end is a clean one.
   */
  String kind() {
    if (!wire.streams()) {
      return "failed";
    }
    return wire == Wire.CLOSED && end == End.FIN ? "truncated" : end.kind;
  }

  /**
   * Whether there may be nothing in all of it that its format knows: such an answer is another
   * format's, which no retry mends, or its beginning was lost.
   */
  boolean mayBeForeign() {
    boolean clean = end == End.CLEAN || end == End.DONE_ALONE || end == End.HALF;
    return wire.streams()
        && !begins()
        && steps.contains(Step.UNKNOWN)
        && (clean || (end == End.FIN && wire == Wire.CLOSED));
  }

  /** Whether all that was sent arrives: a reset may overtake it. */
  boolean arrives() {
    return !wire.streams() || end != End.RST;
  }
}
