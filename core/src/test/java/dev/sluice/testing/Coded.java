package dev.sluice.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Bytes in a content coding, by the JDK's own writers. */
public final class Coded {
  private Coded() {}

  /** One member of gzip. */
  public static byte[] gzip(byte[]... pieces) {
    return written(out -> new GZIPOutputStream(out, 512, true), pieces);
  }

  /** Deflate in zlib's format, as the standard has it. */
  public static byte[] zlib(byte[]... pieces) {
    return written(out -> new DeflaterOutputStream(out, true), pieces);
  }

  /** Deflate alone, as some servers send it. */
  public static byte[] raw(byte[]... pieces) {
    return written(out -> new DeflaterOutputStream(out, new Deflater(6, true), 512, true), pieces);
  }

  /** These, one after the other. */
  public static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private interface Writer {
    OutputStream around(OutputStream out) throws IOException;
  }

  private static byte[] written(Writer writer, byte[]... pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (OutputStream out = writer.around(all)) {
      for (byte[] piece : pieces) {
        out.write(piece);
        out.flush();
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return all.toByteArray();
  }
}
