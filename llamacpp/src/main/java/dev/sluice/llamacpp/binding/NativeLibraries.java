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
   * Unpacks the libraries unless they are there already, unchanged since they were last read and
   * found right: what is damaged is replaced and never loaded. Two processes may do it at once.
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
    List<PackedFile> files = manifest.lines().skip(1).map(PackedFile::parse).toList();
    String version = manifest.substring(0, manifest.indexOf(' '));
    Path path = cache.resolve("native").resolve(platform + "-" + version);
    UnpackedFolder folder = new UnpackedFolder(path, files);
    if (folder.trusted()) {
      return path;
    }
    if (folder.check()) {
      folder.trust();
      return path;
    }
    Files.createDirectories(path.getParent());
    Path fresh = Files.createTempDirectory(path.getParent(), ".unpacking-");
    try {
      for (PackedFile file : files) {
        copy(platform, file, fresh.resolve(file.name()));
      }
      new UnpackedFolder(fresh, files).trust();
      install(fresh, folder);
    } finally {
      delete(fresh);
    }
    return path;
  }

  /** A folder appears under its name only whole, so whoever sees it may load from it. */
  private static void install(Path fresh, UnpackedFolder folder) throws IOException {
    Path path = folder.path();
    try {
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (folder.trusted()) {
        return; // another process was faster
      }
      if (!Files.isDirectory(path)) {
        throw e;
      }
      // Something in it is missing or damaged: the rest goes, too.
      delete(path);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void copy(String platform, PackedFile file, Path target) throws IOException {
    try (InputStream content =
        NativeLibraries.class.getResourceAsStream(RESOURCES + platform + "/" + file.name())) {
      byte[] bytes = content == null ? new byte[0] : content.readAllBytes();
      if (!file.matches(bytes)) {
        throw new LlamaException(
            "This build is damaged: "
                + file.name()
                + " is missing from it or is not what was packed. Build it again.");
      }
      PackedFile.write(bytes, target);
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
}
