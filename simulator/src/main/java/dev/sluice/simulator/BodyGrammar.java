package dev.sluice.simulator;

import dev.sluice.simulator.Grammar.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The steps of the body: what is said, how it is cut and timed, how it ends. */
final class BodyGrammar {
  private static final Pattern WORD = Pattern.compile("\\s*\\S+|\\s+$");

  /** What {@code answer} claims the prompt took: no tokeniser stands behind it. */
  private static final int ANSWER_PROMPT_TOKENS = 10;

  static final List<Form> FORMS = forms();

  private BodyGrammar() {}

  private static List<Form> forms() {
    var forms = new ArrayList<Form>();
    said(forms);
    broken(forms);
    shaped(forms);
    ended(forms);
    return List.copyOf(forms);
  }

  private static void said(List<Form> forms) {
    forms.add(new Form("answer \"TEXT\"", BodyGrammar::answer));
    forms.add(step("role", a -> new Step.Role()));
    forms.add(step("text \"TEXT\"", a -> new Step.Text(json(a))));
    forms.add(new Form("words \"TEXT\"", (a, draft) -> words(a.string("a text"), draft)));
    forms.add(step("reasoning \"TEXT\"", a -> new Step.Reasoning(json(a))));
    forms.add(step("refusal \"TEXT\"", a -> new Step.Refusal(json(a))));
    forms.add(step("signature \"TEXT\"", a -> new Step.Signature(json(a))));
    forms.add(step("empty", a -> new Step.Empty()));
    forms.add(step("tool INDEX ID|- NAME [\"ARGUMENTS\"] [signed \"TEXT\"]", BodyGrammar::tool));
    forms.add(step("args INDEX \"FRAGMENT\"", a -> new Step.Arguments(toolIndex(a), json(a))));
    forms.add(
        step("usage PROMPT COMPLETION [cached N] [written N] [reasoning N]", BodyGrammar::usage));
    forms.add(
        step(
            "finish REASON",
            a -> new Step.Finish(Octets.json(a.stringOrWord("a reason such as stop")))));
    forms.add(step("done", a -> new Step.Done()));
    forms.add(
        step(
            "error \"MESSAGE\" [TYPE [CODE]]",
            a ->
                new Step.Failure(
                    json(a), a.hasMore() ? Octets.json(a.word("a type")) : null, code(a))));
    forms.add(step("chunk JSON", a -> new Step.Payload(Octets.utf8(rest(a)))));
    forms.add(
        new Form(
            "file PATH",
            (a, draft) ->
                a.fileLines().forEach(line -> draft.add(new Step.Payload(Octets.utf8(line))))));
    forms.add(new Form("body TEXT", (a, draft) -> draft.body(Octets.utf8(rest(a)))));
    forms.add(step("comment TEXT", a -> new Step.Comment(Octets.utf8(a.rest()))));
    forms.add(step("ping", a -> new Step.Ping()));
  }

  private static void broken(List<Form> forms) {
    forms.add(step("raw BYTES", a -> new Step.Raw(RawBytes.unescape(a.rest()))));
    forms.add(step("malformed", a -> new Step.Malformed()));
    forms.add(step("half", a -> new Step.Half()));
    forms.add(step("corrupt", a -> new Step.Corrupt()));
    forms.add(step("bom", a -> new Step.Raw(Octets.utf8("\uFEFF"))));
    forms.add(step("huge SIZE", a -> new Step.Huge(a.size("a size", 1, 1L << 40))));
  }

  private static void shaped(List<Form> forms) {
    forms.add(step("wait TIME", a -> new Step.Wait(a.durationNanos("a time"))));
    forms.add(step("pace N/s [jitter N%] [seed N] | off", BodyGrammar::pace));
    forms.add(step("trickle SIZE/s | off", BodyGrammar::trickle));
    forms.add(step("eol lf | cr | crlf", BodyGrammar::eol));
    forms.add(
        step(
            "split SIZE | at OFFSET,OFFSET | random SIZE-SIZE [seed N] | off", BodyGrammar::split));
    forms.add(step("cut SIZE", a -> new Step.Cut(a.size("a size", 0, 1L << 40))));
    forms.add(
        step(
            "join SIZE | off",
            a -> new Step.Join(a.take("off") ? 0 : (int) a.size("a size", 1, 1 << 20))));
  }

  private static void ended(List<Form> forms) {
    forms.add(step("end", a -> new Step.End()));
    forms.add(step("fin", a -> new Step.Fin()));
    forms.add(step("rst", a -> new Step.Rst()));
    forms.add(step("stall", a -> new Step.Stall()));
    forms.add(step("hold", a -> new Step.Hold()));
    forms.add(step("drop [rst]", a -> new Step.Drop(a.take("rst"))));
    forms.add(step("refuse", a -> new Step.Refuse()));
  }

  private interface StepReader {
    Step read(Arguments arguments);
  }

  private static Form step(String usage, StepReader reader) {
    return new Form(usage, (arguments, draft) -> draft.add(reader.read(arguments)));
  }

  private static void answer(Arguments arguments, Draft draft) {
    String text = arguments.string("a text");
    draft.add(new Step.Role());
    int deltas = words(text, draft);
    draft.add(new Step.Finish(Octets.utf8("stop")));
    draft.add(new Step.Usage(ANSWER_PROMPT_TOKENS, deltas, 0, 0, 0));
    draft.add(new Step.Done());
    draft.add(new Step.End());
  }

  private static int words(String text, Draft draft) {
    int count = 0;
    var matcher = WORD.matcher(text);
    while (matcher.find()) {
      draft.add(new Step.Text(Octets.json(matcher.group())));
      count++;
    }
    return count;
  }

  private static Step tool(Arguments a) {
    int index = toolIndex(a);
    String id = a.word("an id, or - for none");
    Octets name = Octets.json(a.word("a tool's name"));
    Octets arguments = a.atString() ? json(a) : Octets.NONE;
    Octets signature = a.take("signed") ? json(a) : null;
    return new Step.Tool(
        index, id.equals("-") ? null : Octets.json(id), name, arguments, signature);
  }

  private static Step usage(Arguments a) {
    long prompt = tokens(a);
    long completion = tokens(a);
    long cached = a.take("cached") ? tokens(a) : 0;
    long written = a.take("written") ? tokens(a) : 0;
    long reasoning = a.take("reasoning") ? tokens(a) : 0;
    return new Step.Usage(prompt, completion, cached, written, reasoning);
  }

  private static Step pace(Arguments a) {
    if (a.take("off")) {
      return new Step.Paced(0, 0, 0);
    }
    double rate = a.rate("a rate");
    double jitter = a.take("jitter") ? a.percent("a share") : 0;
    return new Step.Paced((long) (1e9 / rate), jitter, seed(a));
  }

  private static Step trickle(Arguments a) {
    return new Step.Trickle(a.take("off") ? 0 : (long) Math.max(1, a.rate("a rate")));
  }

  private static Step eol(Arguments a) {
    String name = a.word("an end of line");
    return switch (name) {
      case "lf" -> new Step.Eol(Octets.utf8("\n"));
      case "cr" -> new Step.Eol(Octets.utf8("\r"));
      case "crlf" -> new Step.Eol(Octets.utf8("\r\n"));
      default -> throw new Arguments.Unfit("there is no end of line `" + name + "`");
    };
  }

  private static Step split(Arguments a) {
    if (a.take("off")) {
      return new Step.SplitOff();
    }
    if (a.take("at")) {
      return new Step.SplitAt(offsets(a.rest()));
    }
    if (a.take("random")) {
      String range = a.word("a range of sizes");
      if (!range.matches("[1-9]\\d{0,5}-[1-9]\\d{0,5}")) {
        throw new Arguments.Unfit("`" + range + "` is no range of sizes such as 1-20");
      }
      int dash = range.indexOf('-');
      int smallest = Integer.parseInt(range, 0, dash, 10);
      int largest = Integer.parseInt(range, dash + 1, range.length(), 10);
      return new Step.SplitRandom(
          Math.min(smallest, largest), Math.max(smallest, largest), seed(a));
    }
    return new Step.SplitEvery((int) a.size("a size", 1, 1 << 20));
  }

  private static List<Long> offsets(String text) {
    var offsets = new ArrayList<Long>();
    for (String number : text.strip().split("\\s*,\\s*", -1)) {
      if (!number.matches("[1-9]\\d{0,11}")) {
        throw new Arguments.Unfit("`" + number + "` is no offset in the body, from 1");
      }
      offsets.add(Long.valueOf(number));
    }
    return offsets.stream().sorted().distinct().toList();
  }

  private static int toolIndex(Arguments a) {
    return (int) a.number("the index of the call", 0, 1000);
  }

  private static long tokens(Arguments a) {
    return a.number("a number of tokens", 0, Integer.MAX_VALUE);
  }

  private static long seed(Arguments a) {
    return a.take("seed") ? a.number("a seed", Long.MIN_VALUE, Long.MAX_VALUE) : 1;
  }

  private static @Nullable Octets code(Arguments a) {
    return a.hasMore() ? Octets.json(a.word("a code")) : null;
  }

  private static Octets json(Arguments a) {
    return Octets.json(a.string("a text"));
  }

  private static String rest(Arguments a) {
    String rest = a.rest().strip();
    if (rest.isEmpty()) {
      throw new Arguments.Unfit("missing: what to send");
    }
    return rest;
  }
}
