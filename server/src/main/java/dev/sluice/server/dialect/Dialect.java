package dev.sluice.server.dialect;

import dev.sluice.chat.Ending;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
   * Which headers of a request mean something in this dialect, in lower case; it hears no others.
   * Of one that holds a key it hears only that it is there.
   */
  default Set<String> headers() {
    return Set.of();
  }

  /** Where it is asked. Several dialects may have the same path, see {@link #claims}. */
  List<Address> addresses();

  /**
   * Whether a request to a path that several dialects have is certainly one of this one's. They are
   * asked in their order; if none says so, the first one takes it.
   *
   * @param body empty if there is none
   */
  default boolean claims(Head head, byte[] body) {
    return false;
  }

  /**
   * The same of one of this dialect's addresses, which has several at this path: where runs are
   * asked for and, behind that, where something is answered at once.
   */
  default boolean claims(Address address, Head head, byte[] body) {
    return claims(head, body);
  }

  /**
   * Whether its clients understand that what they were told of an answer is void, and that it
   * begins anew. If not, no policy that begins anew is asked for an answer that breaks off.
   */
  default boolean takesBack() {
    return false;
  }

  /**
   * What a request asks for.
   *
   * @param head what it says beside its body
   * @param body not changed, and not kept
   * @throws RefusedException saying what is wrong with it
   */
  Asked decode(Head head, byte[] body, Limits limits);

  /** What a request asks for that says nothing beside its body. */
  default Asked decode(byte[] body, Limits limits) {
    return decode(Head.SILENT, body, limits);
  }

  /** What tells a client of the run as it goes on; one for each follower. */
  Encoder encoder(Told told);

  /**
   * The whole answer as one document, for a client that wants no stream.
   *
   * @param ending completed, or of a kind that this dialect has a document for
   */
  byte[] document(Told told, Ending ending);

  /**
   * What a client is told at once that wants no stream of a run in the {@linkplain Asked#background
   * background}; empty if it is told the whole answer once it is there.
   */
  default Optional<byte[]> begun(Told told) {
    return Optional.empty();
  }

  /** The body of an answer that says why there is none. */
  byte[] problem(Problem problem);

  /** The status of HTTP of such an answer. */
  default int status(Problem problem) {
    return problem.status();
  }
}
