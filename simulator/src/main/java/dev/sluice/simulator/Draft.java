package dev.sluice.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A response while its lines are read; refuses lines that cannot follow what is there. */
final class Draft {
  private final List<Condition> conditions = new ArrayList<>();
  private final List<Head.Field> fields = new ArrayList<>();
  private final Set<String> without = new HashSet<>();
  private final Deque<List<Step>> blocks = new ArrayDeque<>();
  private @Nullable Wire wire;
  private int times = Response.UNSAID;
  private int status = 200;
  private Head.Framing framing = Head.Framing.UNSAID;
  private long declaredLength = Head.COMPUTED;
  private long delayNanos;
  private boolean headed;
  private boolean ended;
  private boolean plain;
  private boolean spoken;

  Draft() {
    blocks.push(new ArrayList<>());
  }

  boolean isEmpty() {
    return !headed && conditions.isEmpty() && times == Response.UNSAID && steps().isEmpty();
  }

  void when(Condition condition) {
    beforeSteps();
    conditions.add(condition);
  }

  void times(long count) {
    beforeSteps();
    times = (int) count;
  }

  void wire(Wire chosen) {
    beforeSteps();
    wire = chosen;
  }

  void status(long code) {
    beforeSteps();
    status = (int) code;
  }

  void header(String name, String value) {
    beforeSteps();
    fields.add(new Head.Field(name, value));
  }

  void noHeader(String name) {
    beforeSteps();
    without.add(name.toLowerCase(Locale.ROOT));
  }

  void framing(Head.Framing chosen, long length) {
    beforeSteps();
    framing = chosen;
    declaredLength = length;
  }

  void delay(long nanos) {
    beforeSteps();
    delayNanos = nanos;
  }

  void body(Octets bytes) {
    if (blocks.size() > 1 || plain || spoken) {
      throw new Arguments.Unfit("a response has either one body or the steps of a stream");
    }
    plain = true;
    add(new Step.Body(bytes));
  }

  void add(Step step) {
    if (ended) {
      throw new Arguments.Unfit("nothing can follow the end of a response; --- begins the next");
    }
    if (step instanceof Step.Said said) {
      if (wire != null && wire.lacks(said)) {
        throw new Arguments.Unfit(Wire.lacking(said, wire));
      }
      if (plain) {
        throw new Arguments.Unfit("a response has either one body or the steps of a stream");
      }
      spoken = true;
    }
    if (step instanceof Step.Ending) {
      if (blocks.size() > 1) {
        throw new Arguments.Unfit("a response ends once, so an ending cannot be repeated");
      }
      if (step instanceof Step.Headless && !steps().isEmpty()) {
        throw new Arguments.Unfit("it takes the place of the headers, so no step can precede it");
      }
      ended = true;
    }
    steps().add(step);
  }

  void openBlock() {
    if (ended) {
      throw new Arguments.Unfit("nothing can follow the end of a response; --- begins the next");
    }
    blocks.push(new ArrayList<>());
  }

  void closeBlock(long count) {
    List<Step> repeated = blocks.pop();
    if (repeated.isEmpty()) {
      throw new Arguments.Unfit("there is nothing to repeat");
    }
    add(new Step.Repeat(count, List.copyOf(repeated)));
    if (count == Step.Repeat.FOREVER) {
      if (framing == Head.Framing.LENGTH && declaredLength == Head.COMPUTED) {
        throw new Arguments.Unfit(
            "what has no end has no length; `framing length SIZE` claims one");
      }
      ended = true;
    }
  }

  Response toResponse() {
    List<Step> steps = steps();
    if (!ended || steps.getLast() instanceof Step.Repeat) {
      steps.add(new Step.End());
    }
    var head =
        new Head(
            status, List.copyOf(fields), Set.copyOf(without), framing, declaredLength, delayNanos);
    return new Response(wire, List.copyOf(conditions), times, head, List.copyOf(steps));
  }

  private List<Step> steps() {
    return blocks.getFirst();
  }

  private void beforeSteps() {
    if (!steps().isEmpty() || blocks.size() > 1) {
      throw new Arguments.Unfit("it stands before the first step of the body");
    }
    headed = true;
  }
}
