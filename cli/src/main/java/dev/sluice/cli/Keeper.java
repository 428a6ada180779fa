package dev.sluice.cli;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.log.Kept;
import dev.sluice.log.RunIds;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunWriter;
import dev.sluice.store.Conversation;
import dev.sluice.store.KeptMessage;
import dev.sluice.store.KeptRun;
import dev.sluice.store.Store;
import dev.sluice.store.Turn;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a command asks and is answered, and knows what was said before. Nothing waits for it:
 * a request is under way before the store is opened, and what can't be kept is one line on standard
 * error that changes neither the answer nor the exit code. For one command; its methods are for one
 * thread, but {@link #lastMoment}.
 */
final class Keeper implements AutoCloseable {
  /** What a command that is over waits for its answer to be on the disk, at the most. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The same for one that a signal ends. */
  private static final Duration LAST_MOMENT = Duration.ofMillis(250);

  private final Surroundings around;
  private final LogSettings settings;
  private final Notes notes;
  private final AtomicReference<@Nullable RunLogException> trouble = new AtomicReference<>();
  private String told = "";
  private @Nullable StoreKeeper store;

  /** Completes when the last answer is kept, or can't be. */
  private volatile CompletableFuture<@Nullable Void> last = CompletableFuture.completedFuture(null);

  // Where the next question goes. Of the store's thread alone.
  private Optional<String> conversation = Optional.empty();
  private Optional<String> head = Optional.empty();
  private boolean settled;

  Keeper(Surroundings around, LogSettings settings, Notes notes) {
    this.around = around;
    this.settings = settings;
    this.notes = notes;
  }

  /**
   * What was said in the conversation that is gone on with. This waits for the store.
   *
   * @throws UsageException if there is no such conversation, it is being answered, or it cannot be
   *     read
   */
  History goOn(LogOptions.Before before) {
    if (before instanceof LogOptions.Before.Nothing) {
      return History.NONE;
    }
    if (!StoreKeeper.isThere(settings)) {
      throw new UsageException("nothing is kept in " + settings.folder() + " to go on with");
    }
    CompletableFuture<History> read = new CompletableFuture<>();
    store()
        .later(
            opened -> {
              try {
                settle(opened);
                read.complete(history(opened, before));
              } catch (UsageException none) {
                read.completeExceptionally(none);
              }
            },
            read::completeExceptionally);
    try {
      return read.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted while reading what is kept");
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException why ? usage(why) : usage(failed);
    }
  }

  private static UsageException usage(Exception why) {
    return why instanceof UsageException usage
        ? usage
        : new UsageException(Visible.inOneLine(String.valueOf(why.getMessage())));
  }

  private History history(Store opened, LogOptions.Before before) {
    Conversation found =
        switch (before) {
          case LogOptions.Before.Named named -> KeptNames.conversation(opened, named.id());
          default ->
              opened
                  .conversations()
                  .last()
                  .orElseThrow(() -> new UsageException("no conversation is kept to go on with"));
        };
    List<KeptMessage> path = opened.conversations().messages(found.id());
    if (!path.isEmpty() && isBeingWritten(opened, path.getLast())) {
      throw new UsageException(
          "an answer is being written in that conversation; to see it: sluice log follow "
              + found.id());
    }
    conversation = Optional.of(found.id());
    head = found.head();
    Optional<String> model =
        path.reversed().stream()
            .flatMap(kept -> kept.run().stream())
            .findFirst()
            .flatMap(run -> opened.kept().find(run))
            .map(KeptRun::model);
    List<Message> said = path.stream().flatMap(kept -> kept.message().stream()).toList();
    return new History(History.goingBack(said), model);
  }

  /** Not so an answer that is damaged and cannot be ended: it holds up nobody. */
  private static boolean isBeingWritten(Store opened, KeptMessage last) {
    return last.message().isEmpty()
        && last.run().flatMap(opened.kept()::find).map(KeptRun::live).orElse(true);
  }

  /**
   * Asks, and keeps the question and what comes.
   *
   * @param said what is new in the request
   */
  ChatStream ask(ChatModel model, ChatRequest request, List<Message> said) {
    if (!settings.keep()) {
      return model.stream(request);
    }
    greet();
    LateRecorder recorder = new LateRecorder();
    Instant at = around.clock().now();
    ChatStream stream = model.stream(request, recorder);
    CompletableFuture<@Nullable Void> kept = new CompletableFuture<>();
    last = kept;
    store()
        .later(
            opened -> keep(opened, recorder, model.name(), request, said, at, kept),
            why -> {
              recorder.giveUp();
              trouble.compareAndSet(null, why);
              kept.complete(null);
            });
    return stream;
  }

  private void keep(
      Store opened,
      LateRecorder recorder,
      String model,
      ChatRequest request,
      List<Message> said,
      Instant at,
      CompletableFuture<@Nullable Void> done) {
    RunStart start = new RunStart(RunIds.of(around.clock()).next(), model, request, at);
    Turn turn = opened.conversations().ask(conversation, head, said, start);
    conversation = Optional.of(turn.conversation());
    head = Optional.of(turn.answer());
    RunWriter writer = opened.runs().begin(start);
    if (!recorder.handOver(writer)) {
      trouble.compareAndSet(
          null,
          new RunLogException(
              RunLogException.Kind.FULL,
              "more came than could be held until the store was open; its beginning is kept"));
      writer.close();
    }
    var _ =
        writer
            .kept()
            .thenAccept(
                kept -> {
                  if (kept instanceof Kept.Lacking lacking) {
                    trouble.compareAndSet(null, lacking.why());
                  }
                  done.complete(null);
                });
    settle(opened);
  }

  /** Ends answers whose process is gone, once; if that can't be done, the next command does it. */
  private void settle(Store opened) {
    if (!settled) {
      settled = true;
      try {
        opened.runs().settleOrphans();
      } catch (RunLogException later) {
        settled = false;
      }
    }
  }

  /** What is kept, where, and how to switch it off: said once, before anything is. */
  private void greet() {
    if (store == null && !StoreKeeper.isThere(settings)) {
      notes.say(
          "questions and answers are kept in "
              + settings.folder()
              + " (sluice log shows them); sluice log off stops that, --no-log leaves one out");
    }
  }

  private StoreKeeper store() {
    StoreKeeper there = store;
    if (there == null) {
      // What goes wrong in the background is no matter of this answer: whoever reads the log hears
      // of it.
      there = new StoreKeeper(around, settings, why -> {});
      store = there;
    }
    return there;
  }

  /** An answer is over: waits until it is kept, and says if it is not. */
  void answered() {
    if (!await(PATIENCE)) {
      trouble.compareAndSet(
          null,
          new RunLogException(
              RunLogException.Kind.UNUSABLE,
              "the disk of " + settings.folder() + " takes too long"));
    }
    RunLogException why = trouble.getAndSet(null);
    if (why == null) {
      return;
    }
    if (why.kind() == RunLogException.Kind.BUSY) {
      // Of each answer: whoever goes on talking here has to know that none of it is kept.
      notes.say(
          "this answer is not kept: somebody else wrote in that conversation meanwhile; leave, and"
              + " begin with -c or --resume to go on from there");
    } else {
      String words = Visible.inOneLine(String.valueOf(why.getMessage()));
      if (!words.equals(told)) {
        told = words;
        notes.say("this answer is not kept, or not whole: " + words);
      }
    }
  }

  /** What a signal leaves time for: the end of an answer reaches the disk. From any thread. */
  void lastMoment() {
    await(LAST_MOMENT);
  }

  private boolean await(Duration patience) {
    try {
      last.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException late) {
      return false;
    }
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
