package dev.sluice.server.clients;

import java.util.ArrayList;
import java.util.List;

/**
 * A server-sent event, as a client takes it.
 *
 * @param id the last one that was said, with it or before; empty if none was
 * @param event its kind; empty if it says none
 * @param data what it says
 */
public record Block(String id, String event, String data) {

  /** All that are whole; a comment is none. */
  public static List<Block> all(String stream) {
    List<Block> all = new ArrayList<>();
    String id = "";
    String event = "";
    List<String> data = new ArrayList<>();
    int from = 0;
    for (int end = stream.indexOf('\n'); end >= 0; end = stream.indexOf('\n', from)) {
      String line = stream.substring(from, end);
      from = end + 1;
      if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      } else if (line.startsWith("event: ")) {
        event = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        data.add(line.substring("data: ".length()));
      } else if (line.isEmpty()) {
        if (!data.isEmpty()) {
          all.add(new Block(id, event, String.join("\n", data)));
        }
        event = "";
        data.clear();
      }
    }
    return all;
  }
}
