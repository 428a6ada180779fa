package dev.sluice.provider;

import dev.sluice.stream.ChatRequest;
import dev.sluice.stream.Failure;
import dev.sluice.transport.HttpCall;
import dev.sluice.transport.ResponseHead;

/** How one provider's requests and answers look on the wire. Thread-safe. */
public interface WireFormat {

  /** Who answers, for messages: the host, never a key. */
  String target();

  /** Which model answers, {@code provider/model}. */
  String model();

  /**
   * The request as bytes.
   *
   * @throws IllegalArgumentException if the request holds what this format cannot say
   */
  HttpCall call(ChatRequest request);

  /** How this format's streams are framed. */
  default Framing framing() {
    return Framing.SSE;
  }

  /** A decoder for one answer to this request. */
  AnswerDecoder decoder(ChatRequest request, ResponseHead head);

  /**
   * What an error status means.
   *
   * @param body as much of it as was read, as text
   */
  Failure refusal(ResponseHead head, String body);

  /** This text with every secret of this format replaced. */
  String redact(String text);
}
