package dev.sluice.server.http;

import java.util.regex.Pattern;

/** What an id has to look like that comes from a client: it goes to logs, headers and stores. */
final class Ids {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private Ids() {}

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }
}
