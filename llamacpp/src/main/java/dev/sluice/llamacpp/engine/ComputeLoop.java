package dev.sluice.llamacpp.engine;

import dev.sluice.llamacpp.binding.LlamaContext;
import dev.sluice.llamacpp.binding.LlamaException;
import dev.sluice.llamacpp.binding.TokenBatch;
import dev.sluice.llamacpp.binding.Vocabulary;
import java.nio.IntBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What the engine's thread does: in each round a piece of one prompt, then one token of every
 * answer. The two are computed apart, so that a prompt's numbers do not depend on who else is being
 * answered.
 */
final class ComputeLoop {
  private final LlamaContext context;
  private final Vocabulary vocabulary;
  private final PromptTokens promptTokens;
  private final RequestQueue queue;
  private final TokenBatch batch;
  private final float[] scores;
  private final int contextTokens;

  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final List<Sequence> free = new ArrayList<>();

  /** In the order in which their prompts take turns. */
  private final List<Answer> answers = new ArrayList<>();

  /** A request without a place, its prompt counted. */
  private record Waiting(ActiveGeneration generation, IntBuffer prompt) {}

  /**
   * @param contextTokens tokens of prompt and answer together that a request may have, no more than
   *     the context holds
   */
  ComputeLoop(
      LlamaContext context,
      Vocabulary vocabulary,
      RequestQueue queue,
      EngineOptions options,
      int contextTokens) {
    this.context = context;
    this.vocabulary = vocabulary;
    this.promptTokens = new PromptTokens(vocabulary);
    this.queue = queue;
    this.batch = context.newBatch();
    this.scores = new float[vocabulary.size()];
    this.contextTokens = contextTokens;
    for (int id = 0; id < options.parallel(); id++) {
      free.add(new Sequence(id, context, options.pieceTokens()));
    }
  }

  /** Computes until the queue is closed, and sleeps while there is nothing to do. */
  void run() {
    try {
      while (!queue.closed()) {
        receive();
        endCancelled();
        assign();
        boolean piece = computePiece();
        boolean tokens = computeTokens();
        if (!piece && !tokens) {
          LockSupport.park(this);
        }
      }
      failAll(new EngineFailure.EngineClosed());
    } catch (Throwable e) {
      boolean _ = queue.close();
      failAll(new EngineFailure.EngineBroken(e));
      throw e;
    }
  }

  private void receive() {
    for (ActiveGeneration arrival : queue.take()) {
      switch (promptTokens.count(arrival.request().prompt(), contextTokens)) {
        case PromptTokens.Counted.Fits(IntBuffer tokens) ->
            waiting.addLast(new Waiting(arrival, tokens));
        case PromptTokens.Counted.TooLong(var failure) -> {
          arrival.fail(failure);
          queue.left();
        }
      }
    }
  }

  private void endCancelled() {
    for (Answer answer : answers) {
      if (answer.generation().cancelled() && !answer.generation().ended()) {
        answer.end(new GenerationEnd.Cancelled(answer.generation().usage()));
      }
    }
    releaseEnded();
    waiting.removeIf(
        request -> {
          if (request.generation().cancelled()) {
            request.generation().end(new GenerationEnd.Cancelled(TokenUsage.NONE));
            queue.left();
          }
          return request.generation().ended();
        });
  }

  /**
   * Gives free places to who waits longest, each time the place that remembers most of the prompt,
   * and among equals the first: {@link #computeTokens} wants them without gaps.
   */
  private void assign() {
    while (!free.isEmpty() && !waiting.isEmpty()) {
      Waiting next = waiting.removeFirst();
      Sequence sequence =
          free.stream()
              .max(
                  Comparator.<Sequence>comparingInt(place -> place.reusable(next.prompt()))
                      .thenComparing(Comparator.comparingInt(Sequence::id).reversed()))
              .orElseThrow();
      free.remove(sequence);
      answers.add(new Answer(next.generation(), sequence, vocabulary));
      int reused = sequence.start(next.prompt());
      next.generation().start(next.prompt().remaining(), reused);
    }
    releaseEnded();
  }

  /** Computes a piece of the prompt whose turn it is; returns false if there is none. */
  private boolean computePiece() {
    Answer answer =
        answers.stream().filter(a -> a.runnable() && a.prompting()).findFirst().orElse(null);
    if (answer == null) {
      return false;
    }
    Sequence sequence = answer.sequence();
    batch.clear();
    int end = sequence.pieceEnd();
    for (int position = sequence.position(); position < end; position++) {
      boolean last = position == sequence.promptLength() - 1;
      batch.add(sequence.promptToken(position), position, sequence.id(), last);
    }
    int lastRow = batch.size() - 1;
    if (decode(List.of(answer))) {
      sequence.pieceComputed();
      answer.generation().read(sequence.position());
      if (sequence.promptComputed()) {
        choose(answer, lastRow);
      } else {
        // Behind the others, so that short prompts do not wait for a long one.
        answers.remove(answer);
        answers.add(answer);
      }
    }
    releaseEnded();
    return true;
  }

  /**
   * Computes one token of every answer; returns false if there is none. In the order of the
   * sequences, because llama.cpp computes together only those whose numbers follow one another; the
   * weights are read again for every other run of numbers.
   */
  private boolean computeTokens() {
    List<Answer> growing =
        answers.stream()
            .filter(a -> a.runnable() && !a.prompting())
            .sorted(Comparator.comparingInt(a -> a.sequence().id()))
            .toList();
    if (growing.isEmpty()) {
      return false;
    }
    batch.clear();
    for (Answer answer : growing) {
      Sequence sequence = answer.sequence();
      batch.add(answer.lastToken(), sequence.position(), sequence.id(), true);
    }
    if (decode(growing)) {
      for (int row = 0; row < growing.size(); row++) {
        choose(growing.get(row), row);
      }
    }
    releaseEnded();
    return true;
  }

  /**
   * Computes the batch, in which these answers take part; if it fails, they do. It is given up when
   * nobody wants it any more: when all of them are cancelled, or the engine is closed.
   */
  private boolean decode(List<Answer> involved) {
    try {
      switch (context.decode(batch, () -> queue.closed() || allCancelled(involved))) {
        case DONE -> {
          return true;
        }
        case CONTEXT_FULL -> {
          for (Answer answer : involved) {
            answer.end(new GenerationEnd.ContextFull(answer.generation().usage()));
          }
        }
        case GIVEN_UP -> {} // the next round begins with ending them
      }
    } catch (LlamaException e) {
      for (Answer answer : involved) {
        answer.generation().fail(new EngineFailure.ComputationFailed(e.getMessage()));
        answer.sequence().forget();
      }
    }
    return false;
  }

  private static boolean allCancelled(List<Answer> answers) {
    for (Answer answer : answers) {
      if (!answer.generation().cancelled()) {
        return false;
      }
    }
    return true;
  }

  private void choose(Answer answer, int row) {
    if (answer.generation().cancelled()) {
      return; // ended at the beginning of the next round, without this token
    }
    context.logits(row, scores);
    try {
      answer.next(scores, contextTokens);
    } catch (LlamaException e) {
      answer.generation().fail(new EngineFailure.ModelDamaged(e.getMessage()));
    }
  }

  private void releaseEnded() {
    answers.removeIf(
        answer -> {
          boolean ended = answer.generation().ended();
          if (ended) {
            free.add(answer.sequence());
            queue.left();
          }
          return ended;
        });
  }

  private void failAll(EngineFailure failure) {
    answers.forEach(answer -> answer.generation().fail(failure));
    waiting.forEach(request -> request.generation().fail(failure));
    queue.take().forEach(arrival -> arrival.fail(failure));
  }
}
