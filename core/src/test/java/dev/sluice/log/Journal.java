package dev.sluice.log;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Usage;
import dev.sluice.codec.MessageCodec;
import dev.sluice.log.RunStore.Batch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/** What was done to runs, as bytes: records behind each other, each with its length and sum. */
final class Journal {
  private static final int HEADER_BYTES = 12;

  private Journal() {}

  /** Something that was done. */
  sealed interface Step {
    /** A writer was opened. */
    record Opened() implements Step {}

    /** The writer of this epoch has claimed a run. */
    record Claimed(long epoch, String run) implements Step {}

    /** The writer of this epoch has kept batches. */
    record Kept(long epoch, List<Batch> batches) implements Step {}
  }

  // Writing.

  static byte[] encode(Step record) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      write(record, new DataOutputStream(bytes));
      byte[] body = bytes.toByteArray();
      ByteBuffer framed = ByteBuffer.allocate(HEADER_BYTES + body.length);
      return framed.putInt(body.length).putLong(sum(body)).put(body).array();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void write(Step record, DataOutputStream out) throws IOException {
    switch (record) {
      case Step.Opened opened -> out.writeByte(0);
      case Step.Claimed claimed -> {
        out.writeByte(1);
        out.writeLong(claimed.epoch());
        out.writeUTF(claimed.run());
      }
      case Step.Kept kept -> {
        out.writeByte(2);
        out.writeLong(kept.epoch());
        out.writeInt(kept.batches().size());
        for (Batch batch : kept.batches()) {
          write(batch, out);
        }
      }
    }
  }

  private static void write(Batch batch, DataOutputStream out) throws IOException {
    out.writeUTF(batch.run());
    out.writeLong(batch.epoch());
    out.writeLong(batch.after().epoch());
    out.writeLong(batch.after().position());
    out.writeBoolean(batch.start().isPresent());
    if (batch.start().isPresent()) {
      RunStart start = batch.start().get();
      out.writeUTF(start.model());
      write(MessageCodec.encode(start.request()), out);
      out.writeUTF(start.at().toString());
      out.writeUTF(start.owner());
      out.writeInt(start.labels().size());
      for (var label : start.labels().entrySet()) {
        out.writeUTF(label.getKey());
        out.writeUTF(label.getValue());
      }
    }
    out.writeBoolean(batch.block().isPresent());
    if (batch.block().isPresent()) {
      out.writeInt(batch.block().get().count());
      write(batch.block().get().bytes(), out);
    }
    out.writeBoolean(batch.ended().isPresent());
    if (batch.ended().isPresent()) {
      RunState.Ended ended = batch.ended().get();
      out.writeUTF(ended.kind());
      out.writeLong(ended.usage().count(Usage.Count.INPUT).orElse(-1));
      out.writeLong(ended.usage().count(Usage.Count.OUTPUT).orElse(-1));
      out.writeUTF(ended.at().toString());
    }
  }

  private static void write(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  // Reading.

  /** Whole records from the front; what is behind them was broken off. */
  record Read(List<Step> records, int length) {}

  static Read decode(byte[] bytes) {
    List<Step> records = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int whole = 0;
    while (in.remaining() >= HEADER_BYTES) {
      int length = in.getInt();
      long sum = in.getLong();
      if (length > in.remaining()) {
        break;
      }
      byte[] body = new byte[length];
      in.get(body);
      if (sum(body) != sum) {
        break;
      }
      records.add(decodeBody(body));
      whole = in.position();
    }
    return new Read(records, whole);
  }

  private static Step decodeBody(byte[] body) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
      return switch (in.readByte()) {
        case 0 -> new Step.Opened();
        case 1 -> new Step.Claimed(in.readLong(), in.readUTF());
        default -> {
          long epoch = in.readLong();
          int count = in.readInt();
          List<Batch> batches = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            batches.add(batch(in));
          }
          yield new Step.Kept(epoch, batches);
        }
      };
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Batch batch(DataInputStream in) throws IOException {
    String run = in.readUTF();
    long epoch = in.readLong();
    Offset after = new Offset(in.readLong(), in.readLong());
    Optional<RunStart> start = Optional.empty();
    if (in.readBoolean()) {
      String model = in.readUTF();
      byte[] request = in.readNBytes(in.readInt());
      Instant at = Instant.parse(in.readUTF());
      String owner = in.readUTF();
      Map<String, String> labels = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        labels.put(in.readUTF(), in.readUTF());
      }
      ChatRequest asked = MessageCodec.decodeRequest(request);
      start = Optional.of(new RunStart(run, model, asked, at, owner, labels));
    }
    Optional<Block> block = Optional.empty();
    if (in.readBoolean()) {
      int count = in.readInt();
      byte[] bytes = in.readNBytes(in.readInt());
      block = Optional.of(new Block(epoch, after.position(), count, bytes));
    }
    Optional<RunState.Ended> ended = Optional.empty();
    if (in.readBoolean()) {
      String kind = in.readUTF();
      Usage.Builder usage = Usage.builder();
      count(usage, Usage.Count.INPUT, in.readLong());
      count(usage, Usage.Count.OUTPUT, in.readLong());
      ended = Optional.of(new RunState.Ended(kind, usage.build(), Instant.parse(in.readUTF())));
    }
    return new Batch(run, start, epoch, after, block, ended);
  }

  private static void count(Usage.Builder usage, Usage.Count count, long tokens) {
    if (tokens >= 0) {
      usage.count(count, tokens);
    }
  }

  private static long sum(byte[] body) {
    CRC32 sum = new CRC32();
    sum.update(body);
    return sum.getValue();
  }
}
