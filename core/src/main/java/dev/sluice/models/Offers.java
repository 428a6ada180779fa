package dev.sluice.models;

import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.UnlistedException;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What providers offer, each asked at the same time as all others. */
final class Offers {
  /** A little longer than a provider that asks its server waits for it. */
  private static final Duration WITHIN = Duration.ofSeconds(12);

  private final Providers providers;
  private final ProviderContext context;

  Offers(Providers providers, ProviderContext context) {
    this.providers = providers;
    this.context = context;
  }

  /**
   * A provider that is being asked.
   *
   * @param known what is known of it without that
   */
  private record Asked(List<ModelListing> known, CompletableFuture<List<ModelListing>> answer) {}

  List<ModelListing> list(Collection<String> of) {
    List<Asked> asked = new ArrayList<>();
    for (String name : of) {
      ModelProvider provider =
          providers
              .named(name)
              .orElseThrow(
                  () ->
                      new ModelUnavailableException("there is no provider called '" + name + "'"));
      asked.add(ask(provider));
    }
    List<ModelListing> all = new ArrayList<>();
    long deadline = context.clock().nanos() + WITHIN.toNanos();
    for (Asked one : asked) {
      all.addAll(await(one, deadline - context.clock().nanos()));
    }
    return List.copyOf(all);
  }

  private Asked ask(ModelProvider provider) {
    CompletableFuture<List<ModelListing>> answer = new CompletableFuture<>();
    List<ModelListing> known = Providers.list(provider.name(), provider, context);
    if (known.stream().noneMatch(ModelListing::usable)) {
      answer.complete(known);
    } else {
      Clock.Alarm unused =
          context
              .clock()
              .launch(
                  Duration.ZERO,
                  () -> answer.complete(offered(provider, known)),
                  thrown ->
                      answer.complete(unasked(known, "it threw " + thrown.getClass().getName())));
    }
    return new Asked(known, answer);
  }

  private List<ModelListing> offered(ModelProvider provider, List<ModelListing> known) {
    try {
      return List.copyOf(provider.offered(context));
    } catch (ModelUnavailableException silent) {
      return unasked(known, String.valueOf(silent.getMessage()));
    } catch (UnlistedException lacking) {
      return unlisted(known, true, String.valueOf(lacking.getMessage()));
    }
  }

  /** What is known without asking of a provider that gave no answer, and why it did not. */
  private static List<ModelListing> unasked(List<ModelListing> known, String why) {
    return unlisted(known, false, why);
  }

  /** What is known without asking, and why nothing more is. */
  private static List<ModelListing> unlisted(
      List<ModelListing> known, boolean reached, String why) {
    return known.stream()
        .map(
            one ->
                new ModelListing(
                    one.name(),
                    reached && one.usable(),
                    "not listed: " + why,
                    OptionalLong.empty()))
        .toList();
  }

  private static List<ModelListing> await(Asked one, long nanos) {
    try {
      return one.answer().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return unasked(one.known(), "it was not waited for");
    } catch (ExecutionException | TimeoutException late) {
      return unasked(one.known(), "it does not answer");
    }
  }
}
