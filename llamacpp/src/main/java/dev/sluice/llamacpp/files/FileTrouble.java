package dev.sluice.llamacpp.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/**
 * Says for a person what an exception means whose own message is a bare path, a bare word of the
 * system or nothing at all.
 */
public final class FileTrouble {
  private FileTrouble() {}

  /** The reason as part of a sentence, such as {@code there is no file /a/b}. */
  public static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "there is no file " + missing.getFile();
      case AccessDeniedException denied ->
          "this user may not read or write " + denied.getFile() + " (permission denied)";
      case FileAlreadyExistsException exists -> exists.getFile() + " exists, and is no folder";
      case NotDirectoryException file -> file.getFile() + " is no folder";
      case DirectoryNotEmptyException folder -> folder.getFile() + " is a folder that is not empty";
      case FileSystemException other -> other.getFile() + ": " + said(other.getReason());
      case EOFException _ -> "it ends too early";
      default -> said(e.getMessage());
    };
  }

  /** The system's words; what they are, where they alone would not tell. */
  private static String said(@Nullable String words) {
    if (words == null || words.isBlank()) {
      return "the system gave no reason";
    }
    return switch (words) {
      case "No space left on device" -> "the disk is full";
      case "Disk quota exceeded" -> "this user has used up the disk space that is allowed";
      case "Read-only file system" -> "the disk can only be read";
      default -> words;
    };
  }
}
