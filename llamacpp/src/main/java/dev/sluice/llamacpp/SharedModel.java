package dev.sluice.llamacpp;

import dev.sluice.chat.Failure;
import dev.sluice.llamacpp.binding.LlamaException;
import dev.sluice.llamacpp.store.ModelStoreException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A model that all its streams share: loaded when the first needs it, by one thread while the
 * others wait, and given up if all of them are cancelled before it is there. After a failure the
 * next stream tries again. Thread-safe.
 */
final class SharedModel implements AutoCloseable {
  private final String name;
  private final Callable<LoadedModel> loader;
  private final Set<Waiter> waiters = new LinkedHashSet<>();
  private @Nullable Thread loading;
  private @Nullable LoadedModel loaded;
  private boolean closed;

  /** Someone who needs the model; told once, unless it left before. */
  interface Waiter {
    void ready(LoadedModel model);

    void failed(Failure failure);

    void closed();
  }

  SharedModel(String name, Callable<LoadedModel> loader) {
    this.name = name;
    this.loader = loader;
  }

  /** Calls the waiter when the model is there, at once if it is. */
  void await(Waiter waiter) {
    LoadedModel there;
    synchronized (this) {
      if (loaded != null && loaded.engine().closed()) {
        loaded = null; // it broke: the next one is loaded anew
      }
      there = loaded;
      if (there == null && !closed) {
        waiters.add(waiter);
        if (loading == null) {
          loading = startLoading();
        }
        return;
      }
    }
    if (there == null) {
      tell(waiter, Waiter::closed);
    } else {
      tell(waiter, told -> told.ready(there));
    }
  }

  /** With nothing of the thread that happens to be the first to need the model. */
  private Thread startLoading() {
    return Thread.ofVirtual()
        .name("sluice-load-" + name)
        .inheritInheritableThreadLocals(false)
        .start(this::load);
  }

  /** The waiter does not need the model any more. */
  synchronized void leave(Waiter waiter) {
    if (waiters.remove(waiter) && waiters.isEmpty() && loading != null) {
      loading.interrupt();
    }
  }

  private void load() {
    LoadedModel model = null;
    Failure failure = null;
    try {
      model = loader.call();
    } catch (InterruptedException e) {
      // Nobody waits any more, or somebody came just now: the next round is for them.
    } catch (LlamaException | ModelStoreException e) {
      // Their messages are made for people; any other's is not.
      failure = new Failure.Unavailable(String.valueOf(e.getMessage()), Optional.of(e));
    } catch (Throwable e) {
      failure = new Failure.Defect(e);
    }
    finish(model, failure);
  }

  private void finish(@Nullable LoadedModel model, @Nullable Failure failure) {
    List<Waiter> told;
    boolean tooLate;
    synchronized (this) {
      tooLate = closed;
      loaded = closed ? null : model;
      loading = null;
      boolean again = model == null && failure == null && !closed && !waiters.isEmpty();
      if (again) {
        loading = startLoading();
        return;
      }
      told = new ArrayList<>(waiters);
      waiters.clear();
    }
    if (tooLate && model != null) {
      model.engine().close();
    }
    for (Waiter waiter : told) {
      if (tooLate) {
        tell(waiter, Waiter::closed);
      } else if (model != null) {
        tell(waiter, ready -> ready.ready(model));
      } else if (failure != null) {
        tell(waiter, failed -> failed.failed(failure));
      }
    }
  }

  /** What one waiter throws is its own end, and nobody else's: the others are told, too. */
  private static void tell(Waiter waiter, Consumer<Waiter> what) {
    try {
      what.accept(waiter);
    } catch (Throwable e) {
      try {
        waiter.failed(new Failure.Defect(e));
      } catch (Throwable again) {
        // It does not even take its end: there is nobody left to tell.
        e.addSuppressed(again);
      }
    }
  }

  /** Ends loading, or frees the model, which ends its streams. */
  @Override
  public void close() {
    LoadedModel there;
    synchronized (this) {
      closed = true;
      there = loaded;
      loaded = null;
      if (loading != null) {
        loading.interrupt();
      }
    }
    if (there != null) {
      there.engine().close();
    }
  }
}
