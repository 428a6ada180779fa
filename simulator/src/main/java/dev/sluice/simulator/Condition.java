package dev.sluice.simulator;

/** What a request must be like for a response that begins with {@code when} to answer it. */
sealed interface Condition {

  boolean holds(Call call);

  record Not(Condition condition) implements Condition {
    @Override
    public boolean holds(Call call) {
      return !condition.holds(call);
    }
  }

  record BodyContains(String text) implements Condition {
    @Override
    public boolean holds(Call call) {
      return call.request().body().contains(text);
    }
  }

  record PathContains(String text) implements Condition {
    @Override
    public boolean holds(Call call) {
      return call.request().target().contains(text);
    }
  }

  record HeaderContains(String name, String text) implements Condition {
    @Override
    public boolean holds(Call call) {
      return call.request().headers().all(name).stream().anyMatch(value -> value.contains(text));
    }
  }

  /** The request ends with a part of the assistant's own answer, to be continued. */
  record Prefill() implements Condition {
    @Override
    public boolean holds(Call call) {
      return call.prefill();
    }
  }

  record Streaming() implements Condition {
    @Override
    public boolean holds(Call call) {
      return call.stream();
    }
  }
}
