package dev.sluice.log;

import java.util.Objects;

/**
 * Entries of one writer that stand behind each other, as bytes: see {@link Entries} for their form.
 * The array is not copied and must not change.
 *
 * @param epoch of the writer
 * @param position how many entries of the run stand before them
 * @param count how many they are, at least one
 */
// An array, compared by identity: blocks are carried, not compared.
@SuppressWarnings("ArrayRecordComponent")
public record Block(long epoch, long position, int count, byte[] bytes) {
  public Block {
    Objects.requireNonNull(bytes, "bytes");
  }
}
