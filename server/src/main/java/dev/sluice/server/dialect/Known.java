package dev.sluice.server.dialect;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the gateway knows, as far as it is the business of whoever asks: the models that he may use,
 * the runs that are his. May wait for the run log; thread-safe. Throws {@link RefusedException} if
 * the log can't be read.
 */
public interface Known {

  /**
   * A model.
   *
   * @param id as clients name it
   * @param owner its provider, or {@code sluice} for a name of the operator's own
   * @param created since when it is known here
   * @param context how many tokens its context has; empty if nobody says
   */
  record Model(String id, String owner, Instant created, OptionalLong context) {}

  /** The models. */
  List<Model> models();

  /**
   * One of them, or another one of its provider's.
   *
   * @throws RefusedException 404 if there is none of this name
   */
  Model model(String id);

  /**
   * Has a provider make embeddings, in OpenAI's form, and waits for them; no longer than its client
   * does.
   *
   * @param model as the client names it
   * @param document the request, a JSON object: all of it goes as it is, but for its {@code model}
   * @return the provider's document, a JSON object
   * @throws RefusedException 404 if there is no such model, 501 if its provider has none in this
   *     form; what goes wrong there is told as of an answer that has not begun
   */
  String embeddings(String model, String document);

  /** How a run stands; empty if there is none of this id. */
  Optional<RunView> run(String id);

  /** The id of the run that was begun last with this label, see {@link Asked#labels}. */
  Optional<String> find(String label, String value);

  /**
   * Stops a run, if it goes on; everybody who follows it hears that it was cancelled.
   *
   * @return whether there is such a run
   */
  boolean stop(String run);

  /**
   * Forgets a run; one that goes on is stopped first.
   *
   * @return whether there was such a run
   */
  boolean forget(String run);

  /** What a request may have. */
  Limits limits();
}
