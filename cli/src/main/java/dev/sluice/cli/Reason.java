package dev.sluice.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Map;

/**
 * Why something could not be read or written, for a person. Java gives the system's words, and for
 * many files no more than their path.
 */
final class Reason {
  /** The system's words, which Java translates nowhere, to ours. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("no space left on device", "the disk is full"),
          Map.entry("disk quota exceeded", "your share of the disk is used up"),
          Map.entry("file too large", "the file is as large as the system or ulimit -f allows"),
          Map.entry("read-only file system", "the disk is read-only"),
          Map.entry("is a directory", "it is a folder"),
          Map.entry("not a directory", "a part of its path is no folder"),
          Map.entry("permission denied", "permission denied"),
          Map.entry("operation not permitted", "the system does not permit it"),
          Map.entry("file name too long", "its name is too long"),
          Map.entry("too many levels of symbolic links", "its links lead in a circle"),
          Map.entry("too many open files", "too many files are open; see ulimit -n"),
          Map.entry("input/output error", "the device does not work"),
          Map.entry("no such device or address", "nothing is at the other end of it"),
          Map.entry("bad file descriptor", "it is closed"),
          Map.entry("address already in use", "another program listens there"),
          Map.entry("text file busy", "a program runs from it"));

  private Reason() {}

  /**
   * A part of a sentence, such as "permission denied".
   *
   * @param absent what it means that there is no such file
   */
  static String of(IOException why, String absent) {
    return switch (why) {
      case NoSuchFileException none -> absent;
      case AccessDeniedException denied -> "permission denied";
      case FileSystemLoopException loop -> "its links lead in a circle";
      case CharacterCodingException wrong -> "it is not UTF-8 text";
      case FileSystemException named when named.getReason() != null -> words(named.getReason());
      case FileSystemException unnamed -> "the system does not say why";
      default -> why.getMessage() == null ? "the system does not say why" : words(why.getMessage());
    };
  }

  /** As the other, where no file is looked for. */
  static String of(IOException why) {
    return of(why, "there is no such file");
  }

  private static String words(String system) {
    String lower = system.toLowerCase(Locale.ROOT);
    return WORDS.entrySet().stream()
        .filter(entry -> lower.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(system);
  }
}
