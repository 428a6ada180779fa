package dev.sluice.server.access;

import dev.sluice.server.dialect.Takes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which models clients may ask, and by which names. Immutable.
 *
 * @param models the only ones that may be asked: names of aliases, {@code provider/model}, or
 *     {@code provider/*}; all of them if it is empty
 * @param defaultModel the one that is asked where a request names none; if it is empty, the
 *     embedded one
 * @param aliases names of the operator's own, and what they stand for, in the order in which they
 *     are listed. An asterisk in one stands for any characters: the first that fits a name is meant
 *     by it, unless the name is another alias or a model that is known here. {@code *} alone is
 *     what every other name stands for
 * @param policies what holds for all models, where an alias says nothing else
 */
public record CatalogSettings(
    List<String> models,
    Optional<String> defaultModel,
    Map<String, Alias> aliases,
    RoutePolicies policies) {

  /** All models, and no aliases. */
  public static final CatalogSettings USUAL =
      new CatalogSettings(List.of(), Optional.empty(), Map.of(), RoutePolicies.USUAL);

  public CatalogSettings {
    models = List.copyOf(models);
    aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
  }

  /**
   * What a name stands for.
   *
   * @param model as {@link dev.sluice.models.Models#model} has it; the operator may say more than a
   *     client may, such as an address
   * @param context how many tokens its context has, as the operator says; empty if nobody does
   * @param takes what it takes of what clients of other formats set, which may be nothing. Where
   *     nobody says, it is what is said of the model that it stands for under the model's own name
   */
  public record Alias(
      String model, RoutePolicies policies, OptionalLong context, Optional<Set<Takes>> takes) {
    /** Copies what it takes. */
    public Alias {
      takes = takes.map(Set::copyOf);
    }

    /** One of which nobody says what it takes. */
    public Alias(String model, RoutePolicies policies, OptionalLong context) {
      this(model, policies, context, Optional.empty());
    }

    /** One of whose context nothing is known. */
    public Alias(String model, RoutePolicies policies) {
      this(model, policies, OptionalLong.empty());
    }
  }
}
