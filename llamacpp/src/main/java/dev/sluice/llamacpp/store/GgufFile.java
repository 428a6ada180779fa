package dev.sluice.llamacpp.store;

import dev.sluice.llamacpp.files.FileTrouble;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a GGUF file before llama.cpp sees it, which on damaged files answers nonsense or ends the
 * process: the header must be whole, and the file as long as the header says. What was preallocated
 * by a download that never finished shows in weights that are nothing but zeros.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the format</a>
 */
public final class GgufFile {
  private static final int MAGIC = 0x46554747; // "GGUF", little-endian
  private static final int DEFAULT_ALIGNMENT = 32;
  private static final int MAX_DIMENSIONS = 4;
  private static final int SAMPLE_BYTES = 4096;

  /** Weights this large are never all zeros; biases and unused rows may be. */
  private static final long MATRIX_BYTES = 64 * 1024;

  private final Path file;
  private final GgufReader in;
  private int alignment = DEFAULT_ALIGNMENT;
  private final GgufDescription description = new GgufDescription();

  private GgufFile(Path file, GgufReader in) {
    this.file = file;
    this.in = in;
  }

  /** Where a tensor's numbers are, relative to the first. */
  private record Extent(long offset, long length) {}

  /**
   * Checks a file.
   *
   * @throws ModelStoreException if there is no such file, it is no GGUF, or it is damaged
   */
  public static void check(Path file) throws ModelStoreException {
    if (Files.isDirectory(file)) {
      throw new ModelStoreException(file + " is a folder; name the GGUF file in it.");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      new GgufFile(file, new GgufReader(channel)).check(channel);
    } catch (NoSuchFileException e) {
      throw new ModelStoreException("There is no file " + file + ".", e);
    } catch (EOFException e) {
      throw damaged(file, "it ends inside its header", e);
    } catch (GgufReader.NonsenseException e) {
      throw damaged(file, e.getMessage(), e);
    } catch (ModelStoreException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelStoreException(file + " cannot be read: " + FileTrouble.reason(e) + ".", e);
    }
  }

  private void check(FileChannel channel) throws IOException {
    if (channel.size() < Integer.BYTES || in.int32() != MAGIC) {
      throw new ModelStoreException(file + " " + FileKind.of(beginning(channel)));
    }
    int version = in.int32();
    if (version == Integer.reverseBytes(2) || version == Integer.reverseBytes(3)) {
      throw new ModelStoreException(
          file
              + " has version %d of the GGUF format; 2 and 3 can be read. It was made for big-endian processors; look for one for others."
                  .formatted(version));
    }
    if (version != 2 && version != 3) {
      throw new ModelStoreException(
          "%s has version %d of the GGUF format; 2 and 3 can be read.".formatted(file, version));
    }
    long tensors = in.count("tensors");
    long values = in.count("values");
    for (long i = 0; i < values; i++) {
      value();
    }
    @Nullable String other = description.otherThanAModel(tensors);
    if (other != null) {
      throw new ModelStoreException(file + " " + other);
    }
    List<Extent> extents = new ArrayList<>();
    for (long i = 0; i < tensors; i++) {
      extents.add(tensor());
    }
    checkWeights(channel, extents);
  }

  private void value() throws IOException {
    String key = in.string();
    int type = in.int32();
    switch (key) {
      case "general.alignment" -> {
        long bytes = in.integer(type);
        if (bytes < 1 || bytes > Integer.MAX_VALUE || Long.bitCount(bytes) != 1) {
          throw new GgufReader.NonsenseException("its alignment is " + bytes);
        }
        alignment = (int) bytes;
      }
      default -> {
        if (!description.read(key, type, in)) {
          in.skip(type);
        }
      }
    }
  }

  private static byte[] beginning(FileChannel channel) throws IOException {
    ByteBuffer begin = ByteBuffer.allocate(FileKind.BYTES);
    for (int read = 0; read >= 0 && begin.hasRemaining(); ) {
      read = channel.read(begin, begin.position());
    }
    return Arrays.copyOf(begin.array(), begin.position());
  }

  private Extent tensor() throws IOException {
    String name = in.string();
    int dimensions = in.int32();
    if (dimensions < 0 || dimensions > MAX_DIMENSIONS) {
      throw new GgufReader.NonsenseException(name + " has " + dimensions + " dimensions");
    }
    long elements = 1;
    long row = 1;
    for (int i = 0; i < dimensions; i++) {
      long size = in.int64();
      if (size < 1 || Math.multiplyHigh(elements, size) != 0 || elements * size < 0) {
        throw new GgufReader.NonsenseException(name + " has a dimension of " + size);
      }
      elements *= size;
      row = i == 0 ? size : row;
    }
    TensorType type = TensorType.of(in.int32());
    if (row % type.blockElements() != 0) {
      throw new GgufReader.NonsenseException(name + " has a row of " + row + " numbers");
    }
    long offset = in.int64();
    long blocks = elements / type.blockElements();
    if (offset < 0 || offset % alignment != 0 || blocks > Long.MAX_VALUE / 1024) {
      throw new GgufReader.NonsenseException(name + " lies at " + offset);
    }
    return new Extent(offset, blocks * type.blockBytes());
  }

  private void checkWeights(FileChannel channel, List<Extent> extents) throws IOException {
    long start = Math.ceilDiv(in.position(), (long) alignment) * alignment;
    long size = channel.size();
    for (Extent extent : extents) {
      long end = start + extent.offset() + extent.length();
      if (end < 0 || end > size) {
        long needed =
            extents.stream().mapToLong(e -> start + e.offset() + e.length()).max().orElse(size);
        throw damaged(
            file,
            "it has %,d bytes, and its header says that there are %,d".formatted(size, needed),
            null);
      }
    }
    for (Extent extent : extents) {
      if (extent.length() >= MATRIX_BYTES && isZero(channel, start + extent.offset(), extent)) {
        throw damaged(file, "some of its weights are nothing but zeros", null);
      }
    }
  }

  /** Looks at the beginning, the middle and the end of a matrix. */
  private static boolean isZero(FileChannel channel, long at, Extent extent) throws IOException {
    long last = extent.length() - SAMPLE_BYTES;
    for (long offset : new long[] {0, last / 2, last}) {
      ByteBuffer sample = ByteBuffer.allocate(SAMPLE_BYTES).order(ByteOrder.nativeOrder());
      channel.read(sample, at + offset);
      sample.flip();
      while (sample.remaining() >= Long.BYTES) {
        if (sample.getLong() != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private static ModelStoreException damaged(Path file, String why, @Nullable Exception cause) {
    String message =
        file + " is damaged or was not downloaded completely: " + why + ". Download it again.";
    return cause == null
        ? new ModelStoreException(message)
        : new ModelStoreException(message, cause);
  }
}
