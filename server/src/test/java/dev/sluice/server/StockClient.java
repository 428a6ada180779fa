package dev.sluice.server;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/** A client as others publish it. */
interface StockClient {
  /**
   * Has it do something, and gives what it tells, {@code name=value} each.
   *
   * @param base the gateway, or whoever stands before it
   * @param what {@code stream}, {@code tools}, {@code whole}, {@code refused}, {@code cancel},
   *     {@code resume}, {@code go-on} or {@code models}
   * @param left run once it has told that it has left, while it still lives
   */
  List<String> tell(URI base, String model, String what, Runnable left)
      throws IOException, InterruptedException;
}
