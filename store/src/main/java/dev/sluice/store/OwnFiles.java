package dev.sluice.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folders and files that only their user sees: 0700 and 0600. Where the file system has no such
 * permissions, as on Windows, they are as the user's folder has them.
 */
final class OwnFiles {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private OwnFiles() {}

  /**
   * Makes the folder and those above it. One that was there is the user's, who may have others look
   * into it; if it is empty or holds this file, it is ours, and closed to others.
   */
  static void folder(Path folder, String file) throws IOException {
    if (!Files.isDirectory(folder)) {
      Path parent = folder.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try {
        Files.createDirectory(folder, attributes(folder, FOLDER));
        reachDisk(parent);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(folder)) {
          throw new FileAlreadyExistsException(folder.toString(), null, "it is not a folder");
        }
      }
      return;
    }
    if (Files.exists(folder.resolve(file)) || isEmpty(folder)) {
      restrict(folder, FOLDER);
    }
  }

  /** Makes a file without anything in it unless it is there, and closes it to others. */
  static void file(Path file) throws IOException {
    try {
      Files.createFile(file, attributes(file, FILE));
    } catch (FileAlreadyExistsException e) {
      // Never opened here: to close it again would drop SQLite's locks of it in this process.
      restrict(file, FILE);
    }
  }

  /** Opens a file to write in, which is made if it isn't there, for this user alone. */
  static FileChannel channel(Path file, StandardOpenOption... how) throws IOException {
    return FileChannel.open(file, Set.of(how), attributes(file, FILE));
  }

  /** Whether others than its user may change it. */
  static boolean isOpenToOthers(Path place) throws IOException {
    if (!hasPermissions(place)) {
      return false;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(place);
    return permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE);
  }

  private static void restrict(Path place, Set<PosixFilePermission> permissions)
      throws IOException {
    if (hasPermissions(place) && !Files.getPosixFilePermissions(place).equals(permissions)) {
      Files.setPosixFilePermissions(place, permissions);
    }
  }

  private static FileAttribute<?>[] attributes(Path place, Set<PosixFilePermission> permissions) {
    return hasPermissions(place)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static boolean hasPermissions(Path place) {
    return place.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.findFirst().isEmpty();
    }
  }

  /** A new name in a folder is safe from a power cut once the folder is. */
  private static void reachDisk(@Nullable Path folder) {
    if (folder == null || !hasPermissions(folder)) {
      return; // only there can a folder be opened
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // A file system that does not sync folders has its own way to keep them.
    }
  }
}
