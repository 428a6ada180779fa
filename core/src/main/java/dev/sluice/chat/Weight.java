package dev.sluice.chat;

import java.util.List;

/** How much events hold, in characters: what whoever keeps them has bounds for. */
final class Weight {
  /** What a token's probability weighs besides its text. */
  private static final int LOG_PROB_CHARACTERS = 16;

  private Weight() {}

  static int of(List<StreamEvent.LogProb> tokens) {
    int weight = 0;
    for (StreamEvent.LogProb token : tokens) {
      weight += LOG_PROB_CHARACTERS + token.token().length() + of(token.others());
    }
    return weight;
  }

  /** The end of a part is light: the reply keeps the same part. */
  static int of(StreamEvent event) {
    if (event instanceof StreamEvent.TextDelta delta) {
      return delta.text().length(); // Most events.
    }
    return switch (event) {
      case StreamEvent.MediaDelta delta -> delta.base64().length();
      case StreamEvent.PartStarted start -> start.begun().size() + start.begun().beside();
      case StreamEvent.Cited cited -> cited.citation().size();
      case StreamEvent.PartNoted noted -> noted.data().size();
      case StreamEvent.LogProbs logProbs -> of(logProbs.tokens());
      case StreamEvent.Content content -> content.length();
      case StreamEvent.Started start -> start.size();
      case StreamEvent.Native own -> own.json().length();
      case StreamEvent.Warned warned -> warned.message().length();
      case StreamEvent.Noted noted -> noted.data().size();
      case StreamEvent.UsageReported report -> report.usage().raw().length();
      case StreamEvent.RoundStarted r -> 0;
      case StreamEvent.FurtherAttempt f -> 0;
      case StreamEvent.Ended e -> 0;
    };
  }
}
