package dev.sluice.wire;

import dev.sluice.policy.OnCut;
import dev.sluice.testing.Explorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random script, in a random format and a random view, under random policies.
 *
 * @param beginning the responses before the one that ends every script
 */
record Exploration(Speaks speaks, List<Response> beginning, Oracle.Treatment treatment, View view) {
  private static final int MAX_RESPONSES = 4;
  private static final int MAX_STEPS = 8;

  /** All responses of the script. */
  List<Response> script() {
    List<Response> script = new ArrayList<>();
    beginning.forEach(response -> script.add(response.in(speaks)));
    script.add(Response.LAST);
    return script;
  }

  static Exploration any(Random random) {
    List<Response> beginning = new ArrayList<>();
    for (int i = random.nextInt(MAX_RESPONSES + 1); i > 0; i--) {
      beginning.add(response(random));
    }
    return new Exploration(
        of(random, Speaks.values()),
        beginning,
        new Oracle.Treatment(
            random.nextInt(3),
            of(random, OnCut.Mode.values()),
            random.nextInt(3),
            random.nextInt(4) == 0 ? 1 + random.nextInt(30) : 0),
        of(random, View.values()));
  }

  private static Response response(Random random) {
    List<Response.Step> steps = new ArrayList<>();
    for (int i = random.nextInt(MAX_STEPS + 1); i > 0; i--) {
      steps.add(random.nextInt(11) < 8 ? Response.Step.TEXT : of(random, Response.Step.values()));
    }
    int ends = random.nextInt(12);
    Response.End end = ends < 4 ? Response.End.GOOD : Response.End.FIN;
    return new Response(
        steps,
        ends < 6 ? end : of(random, Response.End.values()),
        of(random, Response.Wire.values()));
  }

  private static <E> E of(Random random, E[] values) {
    return values[random.nextInt(values.length)];
  }

  /** Simpler ones: fewer responses and steps, plainer ones, smaller numbers. */
  List<Exploration> smaller() {
    List<Exploration> smaller = new ArrayList<>();
    for (List<Response> fewer : Explorer.fewer(beginning)) {
      smaller.add(new Exploration(speaks, fewer, treatment, view));
    }
    for (List<Response> plainer : Explorer.lesser(beginning, Exploration::plainer)) {
      smaller.add(new Exploration(speaks, plainer, treatment, view));
    }
    for (Oracle.Treatment less : less(treatment)) {
      smaller.add(new Exploration(speaks, beginning, less, view));
    }
    if (view != View.EVENTS) {
      smaller.add(new Exploration(speaks, beginning, treatment, View.EVENTS));
    }
    if (speaks != Speaks.CHAT_COMPLETIONS) {
      smaller.add(new Exploration(Speaks.CHAT_COMPLETIONS, beginning, treatment, view));
    }
    return smaller;
  }

  private static List<Response> plainer(Response response) {
    List<Response> plainer = new ArrayList<>();
    for (List<Response.Step> fewer : Explorer.fewer(response.steps())) {
      plainer.add(new Response(fewer, response.end(), response.wire()));
    }
    if (response.wire() != Response.Wire.PLAIN) {
      plainer.add(new Response(response.steps(), response.end(), Response.Wire.PLAIN));
    }
    return plainer;
  }

  private static List<Oracle.Treatment> less(Oracle.Treatment all) {
    List<Oracle.Treatment> less = new ArrayList<>();
    if (all.characters() > 0) {
      less.add(
          new Oracle.Treatment(
              all.retries(), all.mode(), all.furtherAttempts(), all.characters() / 2));
    }
    if (all.retries() > 0) {
      less.add(
          new Oracle.Treatment(
              all.retries() / 2, all.mode(), all.furtherAttempts(), all.characters()));
    }
    if (all.furtherAttempts() > 0) {
      less.add(
          new Oracle.Treatment(
              all.retries(), all.mode(), all.furtherAttempts() / 2, all.characters()));
    }
    return less;
  }

  @Override
  public String toString() {
    return "%s, %s, %s, this script:%n%s"
        .formatted(speaks, view, treatment, Response.script(script(), speaks));
  }
}
