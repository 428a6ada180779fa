package dev.sluice.json;

import java.io.StringWriter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes one JSON text, member by member. Not thread-safe.
 *
 * <pre>{@code
 * String text = new JsonWriter().object().put("n", 1).array("list").value("a").end().end().text();
 * }</pre>
 */
public final class JsonWriter {
  static final JsonFactory FACTORY = new JsonFactory();

  private final StringWriter out = new StringWriter();
  private final JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out);

  /** Begins an object, as the text itself or as an array's element. */
  public JsonWriter object() {
    generator.writeStartObject();
    return this;
  }

  /** Begins an object that is a member. */
  public JsonWriter object(String name) {
    generator.writeName(name);
    return object();
  }

  /** Begins an array that is a member. */
  public JsonWriter array(String name) {
    generator.writeName(name);
    generator.writeStartArray();
    return this;
  }

  /** Ends the object or array that was begun last. */
  public JsonWriter end() {
    if (generator.streamWriteContext().inArray()) {
      generator.writeEndArray();
    } else {
      generator.writeEndObject();
    }
    return this;
  }

  /** A text member. */
  public JsonWriter put(String name, String value) {
    generator.writeName(name);
    generator.writeString(value);
    return this;
  }

  /** A whole-number member. */
  public JsonWriter put(String name, long value) {
    generator.writeName(name);
    generator.writeNumber(value);
    return this;
  }

  /** A number member. */
  public JsonWriter put(String name, double value) {
    generator.writeName(name);
    generator.writeNumber(value);
    return this;
  }

  /** A truth member. */
  public JsonWriter put(String name, boolean value) {
    generator.writeName(name);
    generator.writeBoolean(value);
    return this;
  }

  /** A null member. */
  public JsonWriter putNull(String name) {
    generator.writeName(name);
    generator.writeNull();
    return this;
  }

  /** A text element of an array. */
  public JsonWriter value(String value) {
    generator.writeString(value);
    return this;
  }

  /**
   * A member whose value is JSON text already; it is read and written anew, so that it cannot break
   * out of its place. Numbers keep all their digits.
   *
   * @throws IllegalArgumentException naming the member, if it is not one whole JSON value
   */
  public JsonWriter putJson(String name, String json) {
    generator.writeName(name);
    return json(name, json);
  }

  /**
   * An element of an array whose value is JSON text already, read and written anew like {@link
   * #putJson}.
   *
   * @param name by which it is called if it is not JSON
   * @throws IllegalArgumentException if it is not one whole JSON value
   */
  public JsonWriter valueJson(String name, String json) {
    return json(name, json);
  }

  private JsonWriter json(String name, String json) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() == null) {
        throw new IllegalArgumentException("'" + name + "' is empty where JSON is needed");
      }
      generator.copyCurrentStructureExact(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("'" + name + "' holds more than one JSON value");
      }
    } catch (StreamReadException | StreamConstraintsException | JacksonIOException wrong) {
      throw new IllegalArgumentException(
          "'" + name + "' is not JSON: " + JsonException.words(wrong, where(wrong)), wrong);
    }
    return this;
  }

  private static String where(JacksonException wrong) {
    TokenStreamLocation at = wrong.getLocation();
    return at == null ? "" : "from about character " + Math.max(0, at.getCharOffset()) + " on";
  }

  /** What has been written; ends the writing. */
  public String text() {
    generator.close();
    return out.toString();
  }
}
