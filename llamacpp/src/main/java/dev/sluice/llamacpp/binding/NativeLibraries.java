package dev.sluice.llamacpp.binding;

import dev.sluice.llamacpp.files.DiskSpace;
import dev.sluice.llamacpp.files.FileTrouble;
import dev.sluice.llamacpp.files.FreshFile;
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
   * Where they are there, nothing needs to be written.
   *
   * @param cache the folder to make the libraries' folder in
   * @return the libraries' folder, for {@link Llama#load}
   * @throws LlamaException if this build holds none for this machine, or they cannot be written;
   *     the message says what to do
   */
  public static Path unpack(Path cache) {
    return unpack(cache, Platform.current(), DiskSpace.ofSystem());
  }

  static Path unpack(Path cache, String platform, DiskSpace disk) {
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
    try {
      requireSpace(folder, disk);
      unpack(platform, folder);
      return path;
    } catch (IOException e) {
      throw new LlamaException(
          "llama.cpp's libraries cannot be unpacked to %s, which takes %,d bytes: %s. SLUICE_HOME names another folder."
              .formatted(path, folder.bytes(), FileTrouble.reason(e)),
          e);
    }
  }

  private static void requireSpace(UnpackedFolder folder, DiskSpace disk) throws IOException {
    long free = disk.usableBytes(folder.path());
    if (free < folder.bytes()) {
      throw new LlamaException(
          "The disk is full: llama.cpp's libraries need %,d bytes in %s, and %,d are free. Free some, or set SLUICE_HOME to a folder on another disk."
              .formatted(folder.bytes(), folder.path(), free));
    }
  }

  private static void unpack(String platform, UnpackedFolder folder) throws IOException {
    Path parent = folder.path().resolveSibling("");
    Files.createDirectories(parent);
    Path fresh = FreshFile.folder(parent, ".unpacking-");
    try {
      for (PackedFile file : folder.files()) {
        copy(platform, file, fresh.resolve(file.name()));
      }
      new UnpackedFolder(fresh, folder.files()).trust();
      install(fresh, folder);
    } finally {
      delete(fresh);
    }
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

  private static @Nullable String read(String resource) {
    try (InputStream content = NativeLibraries.class.getResourceAsStream(resource)) {
      return content == null ? null : new String(content.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new LlamaException(
          "This build is damaged: " + resource + " cannot be read from it.", e);
    }
  }
}
