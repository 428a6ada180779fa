package dev.sluice.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;
import org.sqlite.util.OSInfo;

/**
 * SQLite itself, unpacked once per version: its driver would unpack it anew at each start, into a
 * folder that all users write to.
 */
final class NativeLibrary {
  /** Where the driver looks first; whoever has set it knows why. */
  private static final String PLACE = "org.sqlite.lib.path";

  private NativeLibrary() {}

  /**
   * Unpacks the library unless it is there, and tells the driver where it is. Two processes may do
   * it at once: it appears under its name only whole. Before the first connection of the process;
   * later it changes nothing.
   *
   * @param cache the folder to make the library's folder in
   * @throws IOException if it can't be unpacked; the driver then does it in its own way
   */
  static void unpack(Path cache) throws IOException {
    if (System.getProperty(PLACE) != null) {
      return;
    }
    System.setProperty(PLACE, unpacked(cache).toString());
  }

  /** The folder that holds the library, which is in it. */
  static Path unpacked(Path cache) throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    URL packed = SQLiteJDBCLoader.class.getResource(resource);
    if (packed == null) {
      throw new FileNotFoundException("SQLite's driver brings no library for this machine");
    }
    String version =
        "sqlite-%s-%s"
            .formatted(
                SQLiteJDBCLoader.getVersion(),
                OSInfo.getNativeLibFolderPathForCurrentOS().replace('/', '-'));
    Path folder = cache.toAbsolutePath().resolve("native").resolve(version);
    Path library = folder.resolve(name);
    URLConnection content = packed.openConnection();
    content.setUseCaches(false); // else the jar stays open, and here it is read once
    try (InputStream in = content.getInputStream()) {
      if (isThere(library, content.getContentLengthLong())) {
        return folder;
      }
      OwnFiles.folder(folder, name);
      write(in.readAllBytes(), library, content.getContentLengthLong());
    }
    return folder;
  }

  /** What others may have changed is not loaded. */
  private static boolean isThere(Path library, long bytes) throws IOException {
    Path folder = library.resolveSibling("");
    return Files.isRegularFile(library)
        && Files.size(library) == bytes
        && !OwnFiles.isOpenToOthers(library)
        && !OwnFiles.isOpenToOthers(folder);
  }

  private static void write(byte[] bytes, Path library, long size) throws IOException {
    Path fresh = library.resolveSibling("." + UUID.randomUUID());
    try {
      try (FileChannel file =
          OwnFiles.channel(fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        ByteBuffer content = ByteBuffer.wrap(bytes);
        while (content.hasRemaining()) {
          file.write(content);
        }
        file.force(true);
      }
      try {
        Files.move(
            fresh, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        if (!isThere(library, size)) { // else another process was faster, and has it loaded
          throw e;
        }
      }
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
