package dev.sluice.json;

import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;

/**
 * Reads one JSON text from a slice of bytes without building a tree. Not thread-safe.
 *
 * <p>After {@link #nextName} or {@link #nextElement} there is a current value, to be taken once: by
 * {@link #text}, {@link #number}, {@link #enterObject}, {@link #enterArray} or {@link #skip}.
 *
 * <pre>{@code
 * if (json.enterObject()) {
 *   for (String name; (name = json.nextName()) != null; ) {
 *     switch (name) {
 *       case "id" -> id = json.text();
 *       default -> json.skip();
 *     }
 *   }
 * }
 * }</pre>
 *
 * Every method throws {@link JsonException} if the bytes are not JSON.
 */
public final class JsonReader implements AutoCloseable {
  private final Texts texts;
  private final JsonParser parser;
  private final @Nullable JsonReaders home;
  private boolean finished;

  /** How many steps are left: each takes a byte at least, so that no loop over them is endless. */
  private long steps;

  /** Reads these bytes, which must not change meanwhile; the text is the current value. */
  public JsonReader(byte[] bytes, int from, int length) {
    this(null);
    begin(bytes, from, length);
  }

  JsonReader(@Nullable JsonReaders home) {
    this.home = home;
    this.texts = new Texts();
    try {
      this.parser = JsonWriter.FACTORY.createParser(ObjectReadContext.empty(), texts);
      // What comes first decides for Jackson which encoding it reads: here always UTF-8.
      parser.nextToken();
      parser.nextToken();
      parser.releaseBuffered(texts.rest);
    } catch (JacksonException impossible) {
      throw new IllegalStateException("a defect: an empty list is JSON", impossible);
    }
  }

  /** Begins the next text; the one before must have been finished. */
  void begin(byte[] bytes, int from, int length) {
    finished = false;
    steps = length + 1L;
    texts.next(bytes, from, length);
    try {
      parser.nextToken();
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
  }

  /** Begins the current value if it is an object; otherwise skips it and returns false. */
  public boolean enterObject() {
    return enter(JsonToken.START_OBJECT);
  }

  /** Begins the current value if it is an array; otherwise skips it and returns false. */
  public boolean enterArray() {
    return enter(JsonToken.START_ARRAY);
  }

  /** The next member's name, with its value current; null at the object's end. */
  public @Nullable String nextName() {
    move();
    try {
      String name = parser.nextName();
      if (name != null) {
        parser.nextToken();
      }
      return name;
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
  }

  /** Makes the next element current; false at the array's end. */
  public boolean nextElement() {
    move();
    try {
      JsonToken token = parser.nextToken();
      return token != null && token != JsonToken.END_ARRAY;
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
  }

  /** Whether the current value is a string. */
  public boolean isText() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  /** Whether the current value is an object. */
  public boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  /** Whether the current value is an array. */
  public boolean isArray() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  /** Whether the current value is null. */
  public boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /** The current value if it is a string, the digits or word of another scalar, else empty. */
  public String text() {
    JsonToken token = parser.currentToken();
    try {
      if (token == JsonToken.VALUE_STRING) {
        return parser.getString();
      }
      if (token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
        return parser.getString();
      }
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
    skip();
    return "";
  }

  /**
   * The current value as {@link #text}; if it says what is expected, that very string, which spares
   * a copy of it.
   */
  public String text(String expected) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      try {
        char[] said = parser.getStringCharacters();
        int from = parser.getStringOffset();
        int to = from + parser.getStringLength();
        if (isSame(said, from, to, expected)) {
          return expected;
        }
      } catch (JacksonException wrong) {
        throw broken(wrong);
      }
    }
    return text();
  }

  private static boolean isSame(char[] said, int from, int to, String expected) {
    if (to - from != expected.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (said[i] != expected.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }

  /** The current value if it is a number that fits, else this one. */
  public long number(long otherwise) {
    JsonToken token = parser.currentToken();
    try {
      if (token == JsonToken.VALUE_NUMBER_INT) {
        boolean fits = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        return fits ? parser.getLongValue() : otherwise;
      }
      if (token == JsonToken.VALUE_NUMBER_FLOAT) {
        return (long) parser.getDoubleValue();
      }
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
    skip();
    return otherwise;
  }

  /** The current value as {@link #text}, or the JSON text of an object or array. */
  public String textOrJson() {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
      return text();
    }
    StringWriter copy = new StringWriter();
    try (JsonGenerator generator =
        JsonWriter.FACTORY.createGenerator(ObjectWriteContext.empty(), copy)) {
      generator.copyCurrentStructureExact(parser);
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
    return copy.toString();
  }

  /** The current value's JSON text, as it came. */
  public String json() {
    int begin = here();
    skip();
    try {
      parser.finishToken();
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
    return since(begin);
  }

  /** Where the current value begins, for {@link #since}. */
  public int here() {
    return (int) texts.position(parser.currentTokenLocation().getByteOffset());
  }

  /** What came from there on, up to the end of the value that was read last, as it came. */
  public String since(int here) {
    return texts.between(here, (int) texts.position(parser.currentLocation().getByteOffset()));
  }

  /** Passes over the current value. */
  public void skip() {
    try {
      parser.skipChildren();
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
  }

  /** Reads to the end: whether nothing but this one value was there. */
  public void finish() {
    try {
      parser.finishToken();
      parser.releaseBuffered(texts.rest);
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
    if (!texts.restIsBlank()) {
      throw new JsonException("more than one JSON value");
    }
    finished = true;
  }

  /** Gives buffers back; a reader that has not finished its text is of no use for another. */
  @Override
  public void close() {
    texts.let();
    if (home != null && finished && !texts.isWorn()) {
      home.giveBack(this);
    } else {
      parser.close();
    }
  }

  private void move() {
    if (--steps < 0) {
      throw new JsonException("a defect: the reader does not move");
    }
  }

  private JsonException broken(JacksonException found) {
    long at = texts.position(parser.currentLocation().getByteOffset());
    return new JsonException(JsonException.words(found, "from about byte " + at + " on"));
  }

  private boolean enter(JsonToken start) {
    if (parser.currentToken() == start) {
      return true;
    }
    skip();
    return false;
  }
}
