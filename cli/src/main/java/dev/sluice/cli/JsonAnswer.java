package dev.sluice.cli;

import dev.sluice.chat.StreamEvent;
import dev.sluice.sink.EventJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One JSON object a line: every event as it happens, or the ending alone. */
final class JsonAnswer implements Answer {
  private final Destination destination;
  private final boolean endingOnly;
  private final EventJson json = new EventJson();

  JsonAnswer(Destination destination, boolean endingOnly) {
    this.destination = destination;
    this.endingOnly = endingOnly;
  }

  @Override
  public void show(StreamEvent event) throws IOException {
    if (!endingOnly || event instanceof StreamEvent.Ended) {
      String line = Visible.inJson(json.of(event)) + "\n";
      destination.write(line.getBytes(StandardCharsets.UTF_8));
    }
  }
}
