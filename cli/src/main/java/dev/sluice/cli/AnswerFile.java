package dev.sluice.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file of {@code -o}. It is opened before anything is asked, so that a wrong path costs no
 * answer, and an older content is replaced only when the first character of the new one is there.
 */
final class AnswerFile implements Destination {
  private final Path path;
  private final FileChannel channel;
  private final boolean created;
  private boolean begun;
  private boolean failed;
  private long written;

  private AnswerFile(Path path, FileChannel channel, boolean created) {
    this.path = path;
    this.channel = channel;
    this.created = created;
  }

  /**
   * Opens a file, or creates it.
   *
   * @throws UsageException if that cannot be done
   */
  static AnswerFile open(Path path) {
    boolean created = Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
    try {
      return new AnswerFile(
          path,
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE),
          created);
    } catch (IOException cannot) {
      throw new UsageException(
          "cannot write " + path + ": " + Reason.of(cannot, "its folder does not exist"));
    }
  }

  @Override
  public void write(byte[] characters) throws IOException {
    try {
      begin();
      ByteBuffer bytes = ByteBuffer.wrap(characters);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      written += characters.length;
    } catch (IOException full) {
      failed = true;
      keepWholeCharacters(full);
      throw full;
    }
  }

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      if (Files.isRegularFile(path)) {
        channel.truncate(0);
      }
    }
  }

  /** A disk that ran full took a part of the last write, which may end inside a character. */
  private void keepWholeCharacters(IOException full) {
    try {
      channel.truncate(written);
    } catch (IOException alsoThis) {
      full.addSuppressed(alsoThis);
    }
  }

  @Override
  public void complete() throws IOException {
    begin();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (created && (!begun || (failed && written == 0))) {
      Files.deleteIfExists(path);
    }
  }
}
