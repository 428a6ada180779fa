package dev.sluice.llamacpp.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many bytes can be written to a folder's disk. */
public interface DiskSpace {
  long usableBytes(Path folder) throws IOException;

  /** The system's own answer; of the folder that is to be made, that of the one it is made in. */
  static DiskSpace ofSystem() {
    return folder -> {
      Path there = folder.toAbsolutePath();
      while (!Files.exists(there) && there.getParent() != null) {
        there = there.getParent();
      }
      return Files.getFileStore(there).getUsableSpace();
    };
  }
}
