package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * By what a client knows the calls of an answer. It sends the id back with the result, and keeps
 * one call under an id in all of a conversation: a call whose provider gives it none, or the one of
 * another call, has one that no other run has. Not thread-safe.
 */
public final class CallIds {
  private final String run;
  private final Set<String> taken = new HashSet<>(0);

  /** What was said before, until there is a call. */
  private Optional<ChatRequest> before;

  private CallIds(String run, Optional<ChatRequest> before) {
    this.run = run;
    this.before = before;
  }

  /** Of the calls of this run's answer. */
  public static CallIds of(Told told) {
    return new CallIds(told.run(), Optional.of(told.request()));
  }

  /** Of the calls of what has come of this run's answer. */
  public static CallIds of(RunView run) {
    return new CallIds(run.id(), Optional.of(run.request()));
  }

  /** Of calls that the client knows already. */
  public static CallIds known() {
    return new CallIds("known", Optional.empty());
  }

  /** The id of the next call, which is this part of the answer. */
  public String next(int part, Part.ToolCall call) {
    before.ifPresent(this::take);
    before = Optional.empty();
    return !call.id().isEmpty() && taken.add(call.id()) ? call.id() : made(part);
  }

  /** All parts of the answer, with these ids for the calls that the client is to run. */
  public List<Part> named(List<Part> parts) {
    List<Part> named = new ArrayList<>(parts);
    for (int i = 0; i < named.size(); i++) {
      if (named.get(i) instanceof Part.ToolCall call && !call.isRunByProvider()) {
        named.set(i, call.called(next(i, call), call.name()));
      }
    }
    return named;
  }

  private void take(ChatRequest request) {
    for (Message message : request.messages()) {
      if (message instanceof Message.Assistant assistant) {
        for (Part part : assistant.parts()) {
          if (part instanceof Part.ToolCall call) {
            taken.add(call.id());
          }
        }
      }
    }
  }

  /** Short enough for every provider: OpenAI takes 40 characters. */
  private String made(int part) {
    return "call_" + run + "_" + part;
  }

  /**
   * The id of a call that its client has sent without one.
   *
   * @param number of the call in the request
   */
  public static String unnamed(int number) {
    return "call_unnamed_" + number;
  }
}
