package dev.sluice.server.http;

import dev.sluice.server.dialect.Problem;
import java.util.List;

/** What there is to be asked, by its path. */
sealed interface Place {

  /** By which methods; {@code OPTIONS} besides, everywhere. */
  List<String> methods();

  /** What it is called in metrics: one of a few words. */
  String label();

  /** Whether it is answered without a key and under any name: it says nothing of anybody. */
  default boolean isOpen() {
    return false;
  }

  /** Whether it can be asked by this method. */
  default boolean takes(String method) {
    return methods().contains(method);
  }

  /** What the header {@code Allow} says. */
  default String allowed() {
    return String.join(", ", methods()) + ", OPTIONS";
  }

  /**
   * An address of dialects.
   *
   * @param offers those that have it, in their order
   * @param named what stands in the gap of its path; empty if it has none
   */
  record Offered(List<Offer> offers, String named) implements Place {
    /** Copies the list. */
    public Offered {
      offers = List.copyOf(offers);
    }

    /** Those that can be asked by this method. */
    List<Offer> by(String method) {
      return offers.stream().filter(one -> one.address().methods().contains(method)).toList();
    }

    @Override
    public List<String> methods() {
      return offers.stream().flatMap(one -> one.address().methods().stream()).distinct().toList();
    }

    @Override
    public String label() {
      return offers.getFirst().label();
    }
  }

  /** What can be read, and how it is called in metrics. */
  sealed interface Read extends Place {
    @Override
    default List<String> methods() {
      return List.of("GET", "HEAD");
    }
  }

  /** A run. */
  record Run(String id) implements Read {
    @Override
    public String label() {
      return "run";
    }
  }

  /** What a run tells. */
  record Events(String run) implements Place {
    @Override
    public List<String> methods() {
      return List.of("GET");
    }

    @Override
    public String label() {
      return "events";
    }
  }

  /** A run is stopped. */
  record Stop(String run) implements Place {
    @Override
    public List<String> methods() {
      return List.of("POST");
    }

    @Override
    public String label() {
      return "stop";
    }
  }

  /** Whether the gateway is alive, and whether it takes runs. */
  record Health(boolean isReadiness) implements Read {
    @Override
    public String label() {
      return "health";
    }

    @Override
    public boolean isOpen() {
      return true;
    }
  }

  /** What is counted. */
  record Metrics() implements Read {
    @Override
    public String label() {
      return "metrics";
    }
  }

  /** There is nothing, for this reason. */
  record Unknown(Problem problem) implements Place {
    @Override
    public List<String> methods() {
      return List.of();
    }

    @Override
    public String label() {
      return "unknown";
    }

    @Override
    public String allowed() {
      return "OPTIONS";
    }
  }
}
