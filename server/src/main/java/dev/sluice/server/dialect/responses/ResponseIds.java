package dev.sluice.server.dialect.responses;

import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import java.util.Optional;
import java.util.regex.Pattern;

/** What responses are called, which are runs. */
final class ResponseIds {
  private static final String PREFIX = "resp_";
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final int MAX_SHOWN = 100;

  private ResponseIds() {}

  /** The response that this run is. */
  static String of(String run) {
    return PREFIX + run;
  }

  /**
   * The run that this response is.
   *
   * @throws RefusedException 404 if there can't be one
   */
  static String run(String response) {
    String run = response.startsWith(PREFIX) ? response.substring(PREFIX.length()) : "";
    if (!RUN.matcher(run).matches()) {
      throw unknown(response);
    }
    return run;
  }

  /** That there is no such response of whoever asks. */
  static RefusedException unknown(String response) {
    return new RefusedException(
        Problem.of(
            404,
            "invalid_request_error",
            "response_not_found",
            "there is no response with the id " + shown(response)));
  }

  /** The run of the current value, the id of an earlier response. */
  static String previous(RequestJson json) {
    String response = json.text();
    String run = response.startsWith(PREFIX) ? response.substring(PREFIX.length()) : "";
    if (RUN.matcher(run).matches()) {
      return run;
    }
    throw nothingToGoOnWith(response);
  }

  /** That there is no such response to go on with. */
  static RefusedException nothingToGoOnWith(String response) {
    return new RefusedException(
        new Problem(
            404,
            "invalid_request_error",
            "previous_response_not_found",
            "there is no response with the id " + shown(response) + " to go on with",
            "previous_response_id",
            Optional.empty(),
            false));
  }

  private static String shown(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
