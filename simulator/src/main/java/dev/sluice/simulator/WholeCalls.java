package dev.sluice.simulator;

import dev.sluice.simulator.Spoken.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts calls together whose arguments come in fragments, for formats that send each call whole: as
 * soon as its arguments are a JSON object, or when something else is said.
 */
final class WholeCalls {
  private final List<Part> pending = new ArrayList<>();

  /** Takes the beginning of a call; gives the call if that is all of it. */
  Optional<Part> begin(Step.Tool tool) {
    Part call = Part.of(tool);
    pending.add(call);
    return ifWhole(call);
  }

  /** Takes a fragment; gives its call if that makes it whole. */
  Optional<Part> add(Step.Arguments fragment) {
    Part call =
        pending.stream()
            .filter(part -> part.isCall(fragment.index()))
            .findFirst()
            .orElseGet(() -> nameless(fragment.index()));
    call.append(fragment.json());
    return ifWhole(call);
  }

  /** The calls that are not whole, as far as they came; something else is going to be said. */
  List<Part> flush() {
    List<Part> calls = List.copyOf(pending);
    pending.clear();
    return calls;
  }

  private Part nameless(int index) {
    Part call = Part.of(new Step.Tool(index, null, Octets.NONE, Octets.NONE, null));
    pending.add(call);
    return call;
  }

  private Optional<Part> ifWhole(Part call) {
    boolean whole =
        call.json().endsWith("}")
            && Json.read(call.object()).filter(Json.Obj.class::isInstance).isPresent();
    return whole && pending.remove(call) ? Optional.of(call) : Optional.empty();
  }
}
