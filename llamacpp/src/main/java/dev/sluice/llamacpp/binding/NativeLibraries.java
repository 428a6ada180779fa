package dev.sluice.llamacpp.binding;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The llama.cpp libraries in this jar, unpacked once per version, since the system can only load
 * files.
 */
public final class NativeLibraries {
  private static final String RESOURCES = "/dev/sluice/llamacpp/native/";

  private NativeLibraries() {}

  /** Why this build holds no libraries for this machine, and what to do; empty if it does. */
  public static Optional<String> missing() {
    String platform = Platform.current();
    boolean present = NativeLibraries.class.getResource(manifestOf(platform)) != null;
    return present ? Optional.empty() : Optional.of(missing(platform));
  }

  /**
   * Unpacks the libraries unless they are there already. Two processes may do it at once.
   *
   * @param cache the folder to make the libraries' folder in
   * @return the libraries' folder, for {@link Llama#load}
   * @throws LlamaException if this build holds none for this machine; the message says what to
   *     install
   * @throws IOException if they cannot be written
   */
  public static Path unpack(Path cache) throws IOException {
    return unpack(cache, Platform.current());
  }

  static Path unpack(Path cache, String platform) throws IOException {
    String manifest = read(manifestOf(platform));
    if (manifest == null) {
      throw new LlamaException(missing(platform));
    }
    List<Packed> files = manifest.lines().skip(1).map(Packed::parse).toList();
    String version = manifest.substring(0, manifest.indexOf(' '));
    Path folder = cache.resolve("native").resolve(platform + "-" + version);
    if (complete(folder, files)) {
      return folder;
    }
    Files.createDirectories(folder.getParent());
    Path fresh = Files.createTempDirectory(folder.getParent(), ".unpacking-");
    try {
      for (Packed file : files) {
        copy(platform, file, fresh.resolve(file.name()));
      }
      install(fresh, folder, files);
    } finally {
      delete(fresh);
    }
    return folder;
  }

  /** A folder appears under its name only whole, so whoever sees it may load from it. */
  private static void install(Path fresh, Path folder, List<Packed> files) throws IOException {
    try {
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (complete(folder, files)) {
        return; // another process was faster
      }
      if (!Files.isDirectory(folder)) {
        throw e;
      }
      // Somebody removed a file from it: the rest goes, too.
      delete(folder);
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static boolean complete(Path folder, List<Packed> files) throws IOException {
    for (Packed file : files) {
      Path unpacked = folder.resolve(file.name());
      if (!Files.isRegularFile(unpacked) || Files.size(unpacked) != file.size()) {
        return false;
      }
    }
    return true;
  }

  private static void copy(String platform, Packed file, Path target) throws IOException {
    try (InputStream content =
        NativeLibraries.class.getResourceAsStream(RESOURCES + platform + "/" + file.name())) {
      if (content == null) {
        throw new LlamaException("This build is damaged: " + file.name() + " is missing from it.");
      }
      Files.copy(content, target);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> files;
    try (var entries = Files.list(folder)) {
      files = entries.toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }

  private static String missing(String platform) {
    return Platform.named(platform)
        .map(
            known ->
                "This build holds no llama.cpp for %s: npm was missing or failed when it was built. Install Node.js (it brings npm) and build again; the build then takes %s@%s."
                    .formatted(platform, known.npmPackage(), known.version()))
        .orElseGet(
            () ->
                "There is no prebuilt llama.cpp for %s. The embedded model runs on %s."
                    .formatted(
                        platform,
                        Platform.all().stream()
                            .map(Platform::name)
                            .collect(Collectors.joining(", "))));
  }

  private static String manifestOf(String platform) {
    return RESOURCES + platform + "/manifest";
  }

  private static @Nullable String read(String resource) throws IOException {
    try (InputStream content = NativeLibraries.class.getResourceAsStream(resource)) {
      return content == null ? null : new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A line of the manifest that the build wrote. */
  private record Packed(String name, long size) {
    static Packed parse(String line) {
      String[] cells = line.split(" ", -1);
      return new Packed(cells[0], Long.parseLong(cells[1]));
    }
  }
}
