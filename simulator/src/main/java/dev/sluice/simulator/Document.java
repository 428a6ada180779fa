package dev.sluice.simulator;

/** Gathers the steps of an answer that is one JSON document, sent when it is complete. */
abstract class Document implements WireEncoder {
  private final Spoken spoken = new Spoken(Integer.MAX_VALUE);
  private final int status;

  Document(Response response) {
    status = response.head().status();
  }

  /** Appends the body that tells an error, with the status of the response. */
  abstract void putError(Step.Failure failure, int status, ByteBuilder out);

  /** Appends the whole answer. */
  abstract void putAnswer(Spoken spoken, ByteBuilder out);

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public final boolean isDocument() {
    return true;
  }

  @Override
  public final void encode(Step.Said said, ByteBuilder out) {
    spoken.add(said);
  }

  @Override
  public final int encodeAround(Step.Huge huge, ByteBuilder out) {
    return 0;
  }

  @Override
  public final void eol(Octets bytes) {
    // A document has no lines that a script could end.
  }

  @Override
  public final void document(ByteBuilder out) {
    Step.Failure failure = spoken.failure();
    if (failure == null) {
      putAnswer(spoken, out);
    } else {
      putError(failure, status, out);
    }
  }
}
