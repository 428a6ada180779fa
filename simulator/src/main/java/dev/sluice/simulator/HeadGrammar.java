package dev.sluice.simulator;

import dev.sluice.simulator.Grammar.Form;
import java.util.List;

/** The steps that stand before the body: when a response answers, its status and headers. */
final class HeadGrammar {
  private static final String WHEN =
      "when [not] (body contains \"...\" | path contains \"...\" | header NAME contains \"...\" |"
          + " prefill | stream)";

  static final List<Form> FORMS =
      List.of(
          new Form(WHEN, (arguments, draft) -> draft.when(condition(arguments))),
          new Form(
              "times N",
              (arguments, draft) ->
                  draft.times(arguments.number("how many requests", 1, Integer.MAX_VALUE))),
          new Form("wire FORMAT", (arguments, draft) -> draft.wire(wire(arguments))),
          new Form(
              "status CODE",
              (arguments, draft) -> draft.status(arguments.number("a status code", 200, 599))),
          new Form("header NAME: VALUE", HeadGrammar::header),
          new Form(
              "no-header NAME", (arguments, draft) -> draft.noHeader(arguments.word("a name"))),
          new Form(
              "content-type TYPE",
              (arguments, draft) -> draft.header("content-type", arguments.rest().strip())),
          new Form("framing chunked | close | length [SIZE]", HeadGrammar::framing),
          new Form(
              "slow-headers TIME | forever",
              (arguments, draft) ->
                  draft.delay(
                      arguments.take("forever") ? Head.NEVER : arguments.durationNanos("a time"))));

  private HeadGrammar() {}

  private static void header(Arguments arguments, Draft draft) {
    String field = arguments.rest();
    int colon = field.indexOf(':');
    String name = colon < 0 ? "" : field.substring(0, colon).strip();
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
      throw new Arguments.Unfit("a header is a name, a colon and a value");
    }
    draft.header(name, field.substring(colon + 1).strip());
  }

  private static Wire wire(Arguments arguments) {
    String name = arguments.word("a format");
    return Wires.named(name)
        .orElseThrow(
            () ->
                new Arguments.Unfit(
                    "there is no format `%s`; formats are %s"
                        .formatted(name, String.join(", ", Wires.names()))));
  }

  private static void framing(Arguments arguments, Draft draft) {
    String name = arguments.word("chunked, close or length");
    switch (name) {
      case "chunked" -> draft.framing(Head.Framing.CHUNKED, Head.COMPUTED);
      case "close" -> draft.framing(Head.Framing.CLOSE, Head.COMPUTED);
      case "length" ->
          draft.framing(
              Head.Framing.LENGTH,
              arguments.hasMore() ? arguments.size("a size", 0, 1L << 40) : Head.COMPUTED);
      default -> throw new Arguments.Unfit("there is no framing `" + name + "`");
    }
  }

  private static Condition condition(Arguments arguments) {
    if (arguments.take("not")) {
      return new Condition.Not(condition(arguments));
    }
    String word = arguments.word("a condition");
    return switch (word) {
      case "prefill" -> new Condition.Prefill();
      case "stream" -> new Condition.Streaming();
      case "body" -> new Condition.BodyContains(contained(arguments));
      case "path" -> new Condition.PathContains(contained(arguments));
      case "header" ->
          new Condition.HeaderContains(arguments.word("a header's name"), contained(arguments));
      default -> throw new Arguments.Unfit("there is no condition `" + word + "`");
    };
  }

  private static String contained(Arguments arguments) {
    if (!arguments.take("contains")) {
      throw new Arguments.Unfit("missing: contains");
    }
    return arguments.string("what it contains");
  }
}
