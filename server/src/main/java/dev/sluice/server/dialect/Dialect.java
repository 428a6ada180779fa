package dev.sluice.server.dialect;

/**
 * A format in which clients ask and are answered: a pure decoder of its request, and pure encoders
 * of a run's events. Thread-safe.
 */
public interface Dialect {

  /** What it is called, in addresses, metrics and the access log: {@code openai.chat}. */
  String name();

  /**
   * The providers' wire format whose frames go to this dialect's clients as they are, see {@code
   * WireFormat.name()}; empty if there is none.
   */
  String wireFormat();

  /**
   * What a request asks for.
   *
   * @param body it; not changed, and not kept
   * @throws RefusedException saying what is wrong with it
   */
  Asked decode(byte[] body, Limits limits);

  /** What tells a client of the run as it goes on; one for each follower. */
  Encoder encoder(Told told);

  /**
   * The whole answer as one document, for a client that wants no stream.
   *
   * @param ending completed, or of a kind that this dialect has a document for
   */
  byte[] document(Told told, dev.sluice.chat.Ending ending);

  /** The body of an answer that says why there is none. */
  byte[] problem(Problem problem);
}
