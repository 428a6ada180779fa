package dev.sluice.cli;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Kept;
import dev.sluice.log.RunIds;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunState;
import dev.sluice.log.RunWriter;
import dev.sluice.models.Models;
import dev.sluice.policy.Resumption;
import dev.sluice.store.Conversation;
import dev.sluice.store.KeptMessage;
import dev.sluice.store.KeptRun;
import dev.sluice.store.Page;
import dev.sluice.store.Store;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code sluice log resume}: goes on with an answer that broke off, at its seam. */
final class LogResume implements Command {
  private static final String COMPLETED = "completed";
  private static final long PATIENCE_SECONDS = 5;
  private static final long LAST_MOMENT_MILLIS = 250;

  private final Surroundings around;
  private final PolicyOptions policies = new PolicyOptions();
  private final PositionalParamSpec id =
      LogArguments.optionalId(
          "The answer, or the conversation whose last answer it is, by the beginning of its id."
              + " Default: the last one that broke off, unless its conversation went on since");
  private final OptionSpec model =
      Values.option("MODEL", "-m", "--model")
          .description("The model that goes on. Default: the one that was asked")
          .build();
  private final OptionSpec format =
      Values.option("FORMAT", "--format")
          .defaultValue("text")
          .description(
              "text: the answer. events: every event as a line of JSON. json: the last event"
                  + " alone. Default: text")
          .build();

  LogResume(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "resume";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Help.command(
            name(),
            "Goes on with an answer that broke off: shows what is kept of it, asks the model for"
                + " the rest and keeps that too. Ends with the exit code of ask.");
    spec.addOption(model);
    policies.addTo(spec);
    spec.addOption(format).addPositional(id);
    return Help.examples(
        spec,
        "sluice log resume",
        "sluice log resume 01KB6ZQ4T9",
        "sluice log resume -m openai/gpt-4o-mini 01KB6ZQ4T9");
  }

  @Override
  public int run() {
    Values.choice(format, List.of("text", "json", "events"));
    Optional<String> typed = LogArguments.id(id);
    LogStore log = new LogStore(around);
    return log.find(
        false,
        store -> {
          String run = typed.isPresent() ? KeptNames.run(store, typed.get()) : lastBroken(store);
          return new Resumed(store, run, log.notes()).run();
        });
  }

  private static String lastBroken(Store store) {
    return store.kept().list(Page.first(Page.MAX)).stream()
        .filter(run -> !run.live() && !run.ending().orElse("").equals(COMPLETED))
        .filter(run -> run.conversation().isEmpty() || ending(store, run).isPresent())
        .findFirst()
        .map(KeptRun::id)
        .orElseThrow(
            () ->
                new UsageException(
                    "no answer that is kept broke off and was left at that; sluice log list"
                        + " --answers shows all"));
  }

  /** The conversation that ends with this answer, and so has not gone on otherwise. */
  private static Optional<Conversation> ending(Store store, KeptRun run) {
    return run.conversation()
        .flatMap(store.conversations()::find)
        .filter(
            one -> {
              List<KeptMessage> path = store.conversations().messages(one.id());
              return !path.isEmpty() && path.getLast().run().equals(Optional.of(run.id()));
            });
  }

  /** One answer that goes on. */
  private final class Resumed {
    private final Store store;
    private final String run;
    private final Notes notes;

    Resumed(Store store, String run, Notes notes) {
      this.store = store;
      this.run = run;
      this.notes = notes;
    }

    int run() throws IOException {
      RunState state = store.runs().state(run).orElseThrow(() -> KeptNames.gone(run));
      if (store.kept().find(run).map(KeptRun::live).orElse(false)) {
        throw new UsageException(
            "that answer is still being received; to see it: sluice log follow " + run);
      }
      String asked =
          Optional.ofNullable(model.<@Nullable String>getValue()).orElse(state.start().model());
      ProgressNotes progress = new ProgressNotes(notes, around.overwrites(), around.clock());
      try (Models models = Configuration.of(around.environment()).models(progress)) {
        ChatModel whole = policies.model(asked, models);
        return goOn(state, whole, progress);
      }
    }

    private int goOn(RunState state, ChatModel whole, ProgressNotes progress) throws IOException {
      List<StreamEvent> told = new ArrayList<>();
      Reply partial;
      Optional<Ending> ended;
      try (KeptAnswer kept = KeptAnswer.open(store, run)) {
        for (Optional<StreamEvent> event = kept.poll(); event.isPresent(); event = kept.poll()) {
          told.add(event.get());
        }
        partial = kept.reply();
        ended = kept.ending();
      }
      Cause why = cause(ended);
      told.removeIf(StreamEvent.Ended.class::isInstance);
      RunWriter writer = ended.isEmpty() ? store.runs().takeOver(run) : anew(state, whole, told);
      try (writer) {
        Answer answer = answer();
        for (StreamEvent event : told) {
          answer.show(event);
        }
        ChatModel rest = whole.with(Resumption.from(partial, why));
        StopButton stop = new StopButton();
        try (Interrupts.Registration _ = around.interrupts().onEnd(stop);
            ChatStream stream = stop.of(rest.stream(state.start().request(), writer));
            Interrupts.Registration _ =
                around.interrupts().beforeEnd(() -> awaitKept(writer, LAST_MOMENT_MILLIS))) {
          return ExitCode.of(Turn.show(stream, answer, notes, progress));
        } finally {
          tell(awaitKept(writer, TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS)));
        }
      }
    }

    private static Cause cause(Optional<Ending> ended) {
      if (ended.isEmpty()) {
        return new Cause.Interrupted(new Failure.ProcessEnded(""));
      }
      return switch (ended.get()) {
        case Ending.Completed done -> throw new UsageException("that answer is whole");
        case Ending.Incomplete early -> early.cause();
      };
    }

    /** A run of its own, which holds what is kept of the other one, too. */
    private RunWriter anew(RunState state, ChatModel whole, List<StreamEvent> told) {
      RunStart start =
          new RunStart(
              RunIds.of(around.clock()).next(),
              whole.name(),
              state.start().request(),
              around.clock().now());
      Optional<Conversation> talk = store.kept().find(run).flatMap(kept -> ending(store, kept));
      if (talk.isPresent()) {
        String first = talk.get().head().orElseThrow();
        store.conversations().askAgain(talk.get().id(), first, start);
      }
      RunWriter writer = store.runs().begin(start);
      told.forEach(writer::onEvent);
      return writer;
    }

    private Optional<Kept> awaitKept(RunWriter writer, long millis) {
      try {
        return Optional.of(writer.kept().get(millis, TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      } catch (ExecutionException | TimeoutException late) {
        return Optional.empty();
      }
    }

    private void tell(Optional<Kept> kept) {
      String why =
          kept.map(
                  known ->
                      switch (known) {
                        case Kept.Whole whole -> "";
                        case Kept.Lacking lacking -> String.valueOf(lacking.why().getMessage());
                      })
              .orElse("the disk takes too long");
      if (!why.isEmpty()) {
        notes.say("this answer is not kept, or not whole: " + Visible.inOneLine(why));
      }
    }

    private Answer answer() {
      Destination destination = Destination.standardOutput(around.out());
      Terminals terminals = around.terminals();
      return switch (Values.choice(format, List.of("text", "json", "events"))) {
        case "events" -> new JsonAnswer(destination, false);
        case "json" -> new JsonAnswer(destination, true);
        default ->
            new TextAnswer(
                TextWriter.ofKept(destination, terminals.out()),
                notes,
                terminals.err(),
                false,
                terminals.out() && terminals.err());
      };
    }
  }
}
