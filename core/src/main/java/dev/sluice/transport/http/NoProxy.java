package dev.sluice.transport.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which hosts are reached without a proxy, as {@code NO_PROXY} says: names with all that is below
 * them, with or without a leading dot or {@code *.}; addresses and networks such as {@code
 * 10.0.0.0/8}, IPv6 in any form; each perhaps with a port; {@code *} for all.
 */
final class NoProxy {
  private static final Pattern FOUR_NUMBERS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final int UNSET = -1;

  private final List<Entry> entries;

  private NoProxy(List<Entry> entries) {
    this.entries = entries;
  }

  /** One of the list: a network, or a name ("*" for all); the port is -1 if any will do. */
  private record Entry(Optional<Network> network, String name, int port) {
    boolean matches(String host, Optional<InetAddress> address, int toPort) {
      if (port != UNSET && port != toPort) {
        return false;
      }
      if (network.isPresent()) {
        return address.isPresent() && network.get().contains(address.get());
      }
      return name.equals("*")
          || (!name.isEmpty() && (host.equals(name) || host.endsWith("." + name)));
    }
  }

  /** The first bits of an address. */
  private record Network(InetAddress first, int bits) {
    boolean contains(InetAddress address) {
      byte[] prefix = first.getAddress();
      byte[] bytes = address.getAddress();
      if (bytes.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        if ((bytes[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  static NoProxy of(String list) {
    List<Entry> entries = new ArrayList<>();
    for (String said : list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
      if (!said.isEmpty()) {
        entries.add(entry(said));
      }
    }
    return new NoProxy(List.copyOf(entries));
  }

  private static Entry entry(String said) {
    String host = said;
    int port = UNSET;
    int colon = said.lastIndexOf(':');
    boolean onlyColon = said.indexOf(':') == colon || said.startsWith("[");
    if (onlyColon && colon > said.indexOf(']') && said.substring(colon + 1).matches("\\d{1,5}")) {
      host = said.substring(0, colon);
      port = Integer.parseInt(said.substring(colon + 1));
    }
    Optional<Network> network = network(host);
    if (network.isPresent()) {
      return new Entry(network, "", port);
    }
    String name = host.startsWith("*.") ? host.substring(1) : host;
    return new Entry(network, bare(name.startsWith(".") ? name.substring(1) : name), port);
  }

  private static Optional<Network> network(String said) {
    int slash = said.indexOf('/');
    Optional<InetAddress> address = address(slash < 0 ? said : said.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int all = 8 * address.get().getAddress().length;
    String bits = slash < 0 ? "" : said.substring(slash + 1);
    boolean given = bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= all;
    return Optional.of(new Network(address.get(), given ? Integer.parseInt(bits) : all));
  }

  /** An address that is written as one; asks no name server. */
  private static Optional<InetAddress> address(String said) {
    String host = said.startsWith("[") && said.endsWith("]") ? said.substring(1) : said;
    host = host.endsWith("]") ? host.substring(0, host.length() - 1) : host;
    int zone = host.indexOf('%');
    host = zone < 0 ? host : host.substring(0, zone);
    if (host.indexOf(':') < 0 && !FOUR_NUMBERS.matcher(host).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (UnknownHostException noAddress) {
      return Optional.empty();
    }
  }

  /** The dot that ends a name which is complete makes no other host of it. */
  private static String bare(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  boolean matches(String host, int port) {
    Optional<InetAddress> address = address(host);
    String name = bare(host);
    return entries.stream().anyMatch(entry -> entry.matches(name, address, port));
  }

  static boolean isLoopback(String host) {
    String name = bare(host);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || address(host).filter(InetAddress::isLoopbackAddress).isPresent();
  }
}
