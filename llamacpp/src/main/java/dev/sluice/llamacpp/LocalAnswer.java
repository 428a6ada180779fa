package dev.sluice.llamacpp;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.llamacpp.engine.EngineFailure;
import dev.sluice.llamacpp.engine.Generation;
import dev.sluice.llamacpp.engine.GenerationEnd;
import dev.sluice.llamacpp.engine.GenerationListener;
import dev.sluice.llamacpp.engine.GenerationRequest;
import dev.sluice.llamacpp.engine.TokenUsage;
import dev.sluice.spi.stream.PartWriter;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One stream: waits for the model, then hands the engine's words to the sink. */
final class LocalAnswer implements StreamControl, SharedModel.Waiter, GenerationListener {
  /** Another word than of an answer of the most tokens: what helps against it is another thing. */
  private static final FinishReason CONTEXT_FULL =
      new FinishReason(FinishReason.Kind.LENGTH, "context_full");

  private final String title;
  private final boolean streamed;
  private final Function<LoadedModel, GenerationRequest> request;

  /** What of the request the model is not told. */
  private final List<String> leftOut;

  private final StreamSink sink;

  /** Tells the answer, which is one text. Belongs to the engine's thread. */
  private final PartWriter parts;

  private final SharedModel model;
  private final PromptNotice notice;

  /** The whole answer, if it is wanted in one piece. Belongs to the engine's thread. */
  private final StringBuilder whole = new StringBuilder();

  private volatile int trainedTokens;

  /** Guarded by this: a cancel may come while the generation is being submitted. */
  private @Nullable Generation generation;

  private boolean cancelled;

  LocalAnswer(
      String title,
      boolean streamed,
      Function<LoadedModel, GenerationRequest> request,
      List<String> leftOut,
      StreamSink sink,
      SharedModel model,
      PromptNotice notice) {
    this.leftOut = leftOut;
    this.title = title;
    this.streamed = streamed;
    this.request = request;
    this.sink = sink;
    this.parts = new PartWriter(sink);
    this.model = model;
    this.notice = notice;
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void ready(LoadedModel loaded) {
    trainedTokens = loaded.engine().trainedTokens();
    Generation submitted = loaded.engine().submit(request.apply(loaded), this);
    boolean late;
    synchronized (this) {
      generation = submitted;
      late = cancelled;
    }
    if (late) {
      submitted.cancel();
    }
  }

  @Override
  public void failed(Failure failure) {
    sink.onEnd(new Cause.Failed(failure));
  }

  @Override
  public void closed() {
    sink.onEnd(new Cause.Cancelled());
  }

  @Override
  public void started(int promptTokens) {
    notice.begin();
    sink.onEvent(new StreamEvent.Started("", title, ""));
    leftOut.forEach(line -> sink.onEvent(new StreamEvent.Warned(line)));
  }

  @Override
  public void read(int tokens, int promptTokens) {
    notice.read(tokens, promptTokens);
  }

  @Override
  public void text(String text) {
    notice.end();
    if (streamed) {
      parts.text(text);
    } else {
      whole.append(text);
    }
  }

  @Override
  public boolean isReady() {
    return sink.isReady();
  }

  @Override
  public void ended(GenerationEnd end) {
    notice.end();
    Outcome outcome = outcome(end);
    try {
      lastEvents(end, outcome);
    } catch (Throwable e) {
      outcome = new Cause.Failed(new Failure.Defect(e));
    }
    sink.onEnd(outcome);
  }

  private void lastEvents(GenerationEnd end, Outcome outcome) {
    if (!whole.isEmpty()) {
      parts.text(whole.toString());
    }
    if (outcome instanceof Outcome.Finished) {
      parts.end();
    }
    if (end.usage().prompt() > 0) {
      sink.onEvent(new StreamEvent.UsageReported(usage(end.usage())));
    }
  }

  @Override
  public void resume() {
    Generation running;
    synchronized (this) {
      running = generation;
    }
    if (running != null) {
      running.resume();
    }
  }

  @Override
  public void cancel() {
    Generation running;
    synchronized (this) {
      cancelled = true;
      running = generation;
    }
    if (running != null) {
      running.cancel();
    } else {
      model.leave(this);
    }
  }

  private static Usage usage(TokenUsage tokens) {
    return Usage.builder()
        .count(Usage.Count.INPUT, tokens.prompt())
        .count(Usage.Count.OUTPUT, tokens.generated())
        .count(Usage.Count.CACHED_INPUT, tokens.reused())
        .build();
  }

  private Outcome outcome(GenerationEnd end) {
    return switch (end) {
      case GenerationEnd.Stopped _ -> new Outcome.Finished(FinishReason.STOP);
      case GenerationEnd.LengthReached _ -> new Outcome.Finished(FinishReason.LENGTH);
      case GenerationEnd.ContextFull _ -> new Outcome.Finished(CONTEXT_FULL);
      case GenerationEnd.Cancelled _ -> new Cause.Cancelled();
      case GenerationEnd.Failed(EngineFailure failure, TokenUsage _) ->
          switch (failure) {
            case EngineFailure.PromptTooLong tooLong ->
                new Cause.Failed(new Failure.InvalidRequest(message(tooLong)));
            case EngineFailure.QueueFull _ ->
                new Cause.Failed(new Failure.Unavailable(failure.message(), Optional.empty()));
            case EngineFailure.ModelDamaged _ ->
                new Cause.Failed(new Failure.Unavailable(failure.message(), Optional.empty()));
            case EngineFailure.ComputationFailed _ ->
                new Cause.Failed(new Failure.ErrorInStream(failure.message(), "llama.cpp", ""));
            case EngineFailure.ListenerFault(Throwable thrown) ->
                new Cause.Failed(new Failure.Defect(thrown));
            case EngineFailure.EngineBroken(Throwable thrown) ->
                new Cause.Failed(new Failure.Defect(thrown));
            case EngineFailure.EngineClosed _ -> new Cause.Cancelled();
          };
    };
  }

  private String message(EngineFailure.PromptTooLong tooLong) {
    String help =
        tooLong.contextTokens() < trainedTokens
            ? " Shorten the conversation, or set SLUICE_LOCAL_CONTEXT to more: the model takes up to %,d."
                .formatted(trainedTokens)
            : " Shorten the conversation: the model was trained for no more.";
    return tooLong.message() + help;
  }
}
