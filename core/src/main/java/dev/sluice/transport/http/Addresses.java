package dev.sluice.transport.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** In which order the addresses of a host are tried, RFC 8305. */
public final class Addresses {
  private Addresses() {}

  /** The families in turn, beginning with that which the system prefers. */
  public static Deque<InetSocketAddress> inTurn(List<InetAddress> found, int port) {
    Deque<InetAddress> first = new ArrayDeque<>(found.size());
    Deque<InetAddress> second = new ArrayDeque<>(found.size());
    for (InetAddress address : found) {
      boolean same = address instanceof Inet6Address == found.getFirst() instanceof Inet6Address;
      (same ? first : second).add(address);
    }
    Deque<InetSocketAddress> all = new ArrayDeque<>(found.size());
    while (!first.isEmpty() || !second.isEmpty()) {
      for (Deque<InetAddress> family : List.of(first, second)) {
        InetAddress next = family.pollFirst();
        if (next != null) {
          all.add(new InetSocketAddress(next, port));
        }
      }
    }
    return all;
  }
}
