package dev.sluice.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Which commit a checkout is at, as far as it matters here: the last one that changed what is
 * measured or what measures it. A commit of the page itself changes neither.
 */
public final class Commit {
  private static final List<String> MEASURED =
      List.of(
          ":/pom.xml",
          ":/core/pom.xml",
          ":/core/src/main",
          ":/simulator/src/main",
          ":/store/src/main",
          ":/server/src/main",
          ":/bench/pom.xml",
          ":/bench/src/main");

  private Commit() {}

  /** Its short hash; with a mark of its own where there is more than was committed. */
  public static String of(Path folder) {
    Optional<String> hash = git(folder, "log", "-1", "--format=%h", "--abbrev=7");
    Optional<String> changed = git(folder, "status", "--porcelain");
    if (hash.isEmpty() || hash.get().isEmpty() || changed.isEmpty()) {
      return "unknown";
    }
    if (changed.get().isEmpty()) {
      return hash.get();
    }
    return hash.get() + "-changed-" + digest(changed.get() + git(folder, "diff", "HEAD"));
  }

  /** What git says; nothing where there is no git or no repository. */
  private static Optional<String> git(Path folder, String... arguments) {
    Path place = folder.toAbsolutePath();
    // A jar lies in the checkout that it was built from.
    Path checkout = Files.isRegularFile(place) ? place.resolveSibling("") : place;
    List<String> command = new ArrayList<>(List.of("git", "-C", checkout.toString()));
    command.addAll(List.of(arguments));
    command.add("--");
    command.addAll(MEASURED);
    try {
      Process git =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      git.getOutputStream().close();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 ? Optional.of(said.strip()) : Optional.empty();
    } catch (IOException missing) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 3);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
