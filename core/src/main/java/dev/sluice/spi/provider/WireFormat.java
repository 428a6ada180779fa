package dev.sluice.spi.provider;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** How one provider's requests and answers look on the wire. Thread-safe. */
public interface WireFormat {

  /**
   * What it is called wherever frames are kept that it can read, such as {@code openai.chat}; never
   * another one. Empty for a format whose frames nobody keeps.
   */
  default String name() {
    return "";
  }

  /** Who answers, for messages: the host, never a key. */
  String target();

  /** Which model answers, {@code provider/model}. */
  String model();

  /**
   * The request as bytes; whoever sends it knows how long connecting may take.
   *
   * @throws IllegalArgumentException if the request holds what this format cannot say; the message
   *     is shown to people, and holds no secret
   */
  HttpCall call(ChatRequest request);

  /**
   * Who gives an attempt its key, and may take long; empty for a format that has its key or needs
   * none, and for a request that brings its own.
   */
  default Optional<Supplier<String>> keys(ChatRequest request) {
    return Optional.empty();
  }

  /** This format with the key that one attempt was given. */
  default WireFormat with(Secret key) {
    return this;
  }

  /** Whether an assistant message at the end of a request is taken as the answer's beginning. */
  default boolean prefills() {
    return false;
  }

  /** The same of this request, where what it asks for may rule that out. */
  default boolean prefills(ChatRequest request) {
    return prefills();
  }

  /** How this format's streams are framed; the same for all of its answers. */
  default Framing framing() {
    return Framing.sse();
  }

  /** What to quote to the provider's support about an answer; empty if it gives nothing. */
  default String requestId(ResponseHead head) {
    return "";
  }

  /**
   * What of this request has no place in {@link #call}, so that it is left out without changing the
   * question: a line for a person for each, see {@link LeftOut}. They are told as {@link
   * dev.sluice.chat.StreamEvent.Warned}, once, right behind the start of the answer; a format tells
   * nothing of that itself. What would change the question is refused by {@link #call}.
   */
  default List<String> leftOut(ChatRequest request) {
    return List.of();
  }

  /** A decoder for one answer to this request. */
  AnswerDecoder decoder(ChatRequest request, ResponseHead head);

  /**
   * What an error status means.
   *
   * @param body as much of it as was read, as text
   */
  Failure refusal(ResponseHead head, String body);

  /** Why nobody was reached, for a person: what the transport says, and what there is to do. */
  default String unreached(TransportFailure failure) {
    return failure.reason();
  }

  /**
   * This format without what this server refuses, if it refuses something that this format has
   * added by itself: the request is then made once more, by that one, at once and in the same
   * attempt. To remember it for other requests is the format's own matter. Empty by default, and
   * for what the user has asked for.
   *
   * @param refusal how it was refused
   */
  default Optional<WireFormat> without(ChatRequest request, Failure.Refused refusal) {
    return Optional.empty();
  }

  /** This text with every secret of this format replaced. */
  String redact(String text);
}
