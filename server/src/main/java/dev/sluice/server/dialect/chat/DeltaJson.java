package dev.sluice.server.dialect.chat;

import dev.sluice.chat.Citation;
import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.openai.OpenAiLogProbs;
import java.util.List;

/** What is told beside text and calls, as JSON. */
final class DeltaJson {
  private DeltaJson() {}

  /** The value of a choice's {@code logprobs}. */
  static String logProbs(List<LogProb> tokens) {
    JsonWriter json = new JsonWriter().object();
    tokens(json, tokens);
    return json.putNull("refusal").end().text();
  }

  private static void tokens(JsonWriter json, List<LogProb> tokens) {
    json.array("content");
    for (LogProb token : tokens) {
      json.object();
      OpenAiLogProbs.put(json, token);
      json.array("top_logprobs");
      for (LogProb other : token.others()) {
        json.object();
        OpenAiLogProbs.put(json, other);
        json.end();
      }
      json.end().end();
    }
    json.end();
  }

  /** A delta's member {@code annotations}. */
  static String annotations(Citation citation) {
    JsonWriter json = new JsonWriter().object().array("annotations");
    annotation(json, citation);
    String object = json.end().end().text();
    return object.substring(1, object.length() - 1);
  }

  /** An element of {@code annotations}. */
  static void annotation(JsonWriter json, Citation citation) {
    json.object().put("type", "url_citation").object("url_citation");
    json.put("url", citation.url()).put("title", citation.title());
    if (citation.hasPlace()) {
      json.put("start_index", citation.from()).put("end_index", citation.to());
    }
    if (!citation.quote().isEmpty()) {
      json.put("content", citation.quote());
    }
    json.end().end();
  }
}
