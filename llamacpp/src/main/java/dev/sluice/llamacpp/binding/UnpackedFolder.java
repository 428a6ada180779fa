package dev.sluice.llamacpp.binding;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The folder that holds the libraries for the system to load. To read all of them at each start
 * would cost more than to load them, so a note beside them says which sizes and times they had when
 * they were read and right; while those still fit, they are trusted.
 */
record UnpackedFolder(Path path, List<PackedFile> files) {

  /** Whether every file was read and right, and is unchanged. */
  boolean trusted() throws IOException {
    for (PackedFile file : files) {
      Path unpacked = path.resolve(file.name());
      if (!Files.isRegularFile(unpacked) || Files.size(unpacked) != file.size()) {
        return false;
      }
    }
    return Files.exists(note()) && Files.readString(note()).equals(noteText());
  }

  /** Reads the files and says whether every one is right. */
  boolean check() throws IOException {
    for (PackedFile file : files) {
      if (!file.matches(path.resolve(file.name()))) {
        return false;
      }
    }
    return true;
  }

  /** Notes that the files were read and are right. */
  void trust() throws IOException {
    Path fresh = Files.createTempFile(path, "note", null);
    Files.writeString(fresh, noteText());
    try {
      Files.move(fresh, note(), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(fresh, note(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private Path note() {
    return path.resolve(".checked");
  }

  private String noteText() throws IOException {
    StringBuilder text = new StringBuilder();
    for (PackedFile file : files) {
      text.append(
          "%s %d %s %s\n"
              .formatted(
                  file.sha256(),
                  file.size(),
                  Files.getLastModifiedTime(path.resolve(file.name())),
                  file.name()));
    }
    return text.toString();
  }
}
