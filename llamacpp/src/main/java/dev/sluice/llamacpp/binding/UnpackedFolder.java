package dev.sluice.llamacpp.binding;

import dev.sluice.llamacpp.files.FreshFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder that holds the libraries for the system to load. To read all of them at each start
 * would cost more than to load them, so a note beside them says which sizes and times they had when
 * they were read and right; while those still fit, they are trusted.
 */
record UnpackedFolder(Path path, List<PackedFile> files) {

  /** Whether every file was read and right, and is unchanged. */
  boolean trusted() {
    try {
      for (PackedFile file : files) {
        Path unpacked = path.resolve(file.name());
        if (!Files.isRegularFile(unpacked) || Files.size(unpacked) != file.size()) {
          return false;
        }
      }
      return Files.exists(note()) && Files.readString(note()).equals(noteText());
    } catch (IOException e) {
      return false; // a note that this user may not read is as good as none
    }
  }

  /** Reads the files and says whether every one is right. */
  boolean check() {
    try {
      for (PackedFile file : files) {
        if (!file.matches(path.resolve(file.name()))) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false; // what cannot be read cannot be loaded
    }
  }

  /**
   * Notes that the files were read and are right. Where that cannot be written, they are as good,
   * and are only read again at the next start.
   */
  void trust() {
    try {
      FreshFile.write(note(), ".note-", noteText());
    } catch (IOException e) {
      // A disk that is full or can only be read, or a folder of another user.
    }
  }

  /** Their bytes together. */
  long bytes() {
    return files.stream().mapToLong(PackedFile::size).sum();
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
