package dev.sluice.store;

import dev.sluice.codec.MessageCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes a conversation as JSON, a message to a line. Nothing is held while the output is waited
 * for: each message is read by itself, so that a conversation of any length can be written to a
 * slow reader.
 */
final class JsonExport {
  /** The version of the form. */
  static final int VERSION = 1;

  static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private JsonExport() {}

  static void write(Database database, Conversation conversation, OutputStream out)
      throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeNumberProperty("sluice_conversation", VERSION);
      json.writeStringProperty("id", conversation.id());
      json.writeStringProperty("title", conversation.title());
      json.writeBooleanProperty("pinned", conversation.pinned());
      json.writeStringProperty("created", conversation.created().toString());
      json.writeStringProperty("updated", conversation.updated().toString());
      if (conversation.head().isPresent()) {
        json.writeStringProperty("head", conversation.head().get());
      }
      json.writeName("messages");
      json.writeStartArray();
      for (long number : numbers(database, conversation)) {
        Optional<KeptMessage> message = database.read(session -> Trees.one(session, number));
        if (message.isPresent()) {
          json.writeRaw('\n');
          message(json, message.get());
        }
      }
      json.writeRaw('\n');
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (JacksonException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<Long> numbers(Database database, Conversation conversation) {
    return database.read(session -> Trees.order(session, Trees.number(session, conversation.id())));
  }

  private static void message(JsonGenerator json, KeptMessage message) {
    json.writeStartObject();
    json.writeStringProperty("id", message.id());
    if (message.parent().isPresent()) {
      json.writeStringProperty("parent", message.parent().get());
    }
    json.writeStringProperty("role", message.role());
    json.writeStringProperty("created", message.created().toString());
    if (message.run().isPresent()) {
      json.writeStringProperty("run", message.run().get());
    }
    if (message.ending().isPresent()) {
      json.writeStringProperty("ending", message.ending().get());
    }
    if (message.message().isPresent()) {
      json.writeName("message");
      json.writeRawValue(
          new String(MessageCodec.encode(message.message().get()), StandardCharsets.UTF_8));
    }
    json.writeEndObject();
  }
}
