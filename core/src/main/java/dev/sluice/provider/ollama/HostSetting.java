package dev.sluice.provider.ollama;

import java.util.Locale;

/**
 * Reads where a server of Ollama's is, as its own client does: a host, a host with its port, or an
 * address. What listens everywhere is found on this machine.
 */
final class HostSetting {
  private static final String PORT = "11434";

  private HostSetting() {}

  /** The address; a text that is none is given as it is, for whoever says what is wrong with it. */
  static String base(String setting) {
    String text = setting.strip().replaceAll("^[\"']+|[\"']+$", "").strip();
    int mark = text.indexOf("://");
    String scheme = mark < 0 ? "http" : text.substring(0, mark).toLowerCase(Locale.ROOT);
    String rest = mark < 0 ? text : text.substring(mark + 3);
    int slash = rest.indexOf('/');
    String path = slash < 0 ? "" : rest.substring(slash).replaceAll("/+$", "");
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    // Of the documented addresses of its interfaces, of OpenAI's too, the root counts.
    path = path.replaceAll("/(api(/chat|/tags)?|v1(/chat/completions)?)$", "");
    if (mark < 0 && authority.equals("ollama.com")) {
      return "https://ollama.com" + path;
    }
    return scheme + "://" + authority(authority, mark < 0 ? ":" + PORT : "") + path;
  }

  /** The host and the port; the one that it has where none is named. */
  private static String authority(String text, String port) {
    if (text.isEmpty() || text.matches(":\\d+")) {
      return "127.0.0.1" + (text.isEmpty() ? ":" + PORT : text);
    }
    boolean bare = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
    if (!bare && text.matches(".*:[^\\]:]+") && !text.matches(".*:\\d+")) {
      return text; // Whose port is none.
    }
    String host = bare ? "[" + text + "]" : text.replaceAll(":\\d+$", "");
    String named = bare ? "" : text.substring(host.length());
    return connectable(host) + (named.isEmpty() ? port : named);
  }

  private static String connectable(String host) {
    return switch (host) {
      case "0.0.0.0" -> "127.0.0.1";
      case "[::]" -> "[::1]";
      default -> host;
    };
  }
}
