package dev.sluice.server.http;

import dev.sluice.server.dialect.Problem;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** Takes a request's body, so much of it and so long as it may take. Belongs to its event loop. */
final class BodyReader {
  private final Exchange exchange;
  private final HttpLimits limits;
  private final Consumer<String> complaints;
  private final Consumer<byte[]> reader;
  private final Buffer body = Buffer.buffer();
  private Runnable timer = () -> {};
  private boolean isDone;

  private BodyReader(
      Exchange exchange, HttpLimits limits, Consumer<String> complaints, Consumer<byte[]> reader) {
    this.complaints = complaints;
    this.exchange = exchange;
    this.limits = limits;
    this.reader = reader;
  }

  /**
   * Takes a body, or refuses it.
   *
   * @param reader gets it, once it is whole; what it throws is the exchange's answer
   */
  static void read(
      Exchange exchange, HttpLimits limits, Consumer<String> complaints, Consumer<byte[]> reader) {
    BodyReader reading = new BodyReader(exchange, limits, complaints, reader);
    exchange.request().handler(reading::more).endHandler(_ -> reading.end());
    reading.timer = exchange.after(limits.bodyWithin(), reading::late);
  }

  /** Why no more than this is taken. */
  static Problem tooLarge(HttpLimits limits) {
    return Problem.of(
        413,
        "invalid_request_error",
        "body_too_large",
        "the body is larger than "
            + limits.bodyBytes()
            + " bytes, which is all that this gateway takes");
  }

  private void more(Buffer bytes) {
    if (isDone) {
      return;
    }
    if ((long) body.length() + bytes.length() > limits.bodyBytes()) {
      done();
      exchange.refuse(tooLarge(limits));
    } else {
      body.appendBuffer(bytes);
    }
  }

  private void end() {
    if (!isDone) {
      done();
      exchange.bodyRead();
      if (!exchange.isOver()) {
        exchange.guarded(complaints, () -> reader.accept(body.getBytes()));
      }
    }
  }

  private void late() {
    if (!isDone) {
      done();
      exchange.refuse(
          Problem.of(
              408,
              "invalid_request_error",
              "body_too_slow",
              "the body was not whole within "
                  + limits.bodyWithin().toSeconds()
                  + " s of its request's head"));
      exchange.hangUp();
    }
  }

  private void done() {
    isDone = true;
    // The request lives as long as its response, and nothing of this is to live with it.
    exchange.request().handler(null).endHandler(null);
    timer.run();
  }
}
