package dev.sluice.simulator;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One response of a script.
 *
 * @param wire the format that it is in whatever the request's path says, or null
 * @param conditions all must hold for this to answer; none puts it into the plain sequence
 * @param times how many requests it answers, or {@link #UNSAID}
 * @param head status and headers
 * @param steps what is played, the last one being an ending
 */
record Response(
    @Nullable Wire wire, List<Condition> conditions, int times, Head head, List<Step> steps) {
  static final int UNSAID = 0;

  /** An error in the form that the provider has for one. */
  static Response error(int status, String message) {
    Head head = new Head(status, List.of(), Set.of(), Head.Framing.UNSAID, Head.COMPUTED, 0);
    return inAnyFormat(head, new Step.Failure(Octets.json(message), null, null));
  }

  /** A plain body of JSON. */
  static Response json(String body) {
    return inAnyFormat(Head.PLAIN_OK, new Step.Body(Octets.utf8(body)));
  }

  private static Response inAnyFormat(Head head, Step step) {
    return new Response(null, List.of(), UNSAID, head, List.of(step, new Step.End()));
  }

  boolean isPlain() {
    return steps.stream().anyMatch(Step.Body.class::isInstance);
  }

  /** Whether it says anything that a format puts into form, so that streaming or not matters. */
  boolean speaks() {
    return first(Step.Said.class).isPresent();
  }

  /** Whether this is an error status with an error: a document, even where a stream was wanted. */
  boolean isError() {
    return head.status() >= 400 && first(Step.Failure.class).isPresent();
  }

  /** The first step of this type, looking into what is repeated. */
  <T extends Step> Optional<T> first(Class<T> type) {
    return first(type, step -> true);
  }

  /** The first step of this type for which the condition holds, looking into what is repeated. */
  <T extends Step> Optional<T> first(Class<T> type, Predicate<T> condition) {
    return flat(steps).filter(type::isInstance).map(type::cast).filter(condition).findFirst();
  }

  private static Stream<Step> flat(List<Step> steps) {
    return steps.stream()
        .flatMap(
            step -> step instanceof Step.Repeat repeat ? flat(repeat.steps()) : Stream.of(step));
  }

  boolean isRefusal() {
    return steps.getFirst() instanceof Step.Refuse;
  }
}
