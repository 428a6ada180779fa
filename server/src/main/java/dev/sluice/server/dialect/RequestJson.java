package dev.sluice.server.dialect;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a request's JSON member by member, and refuses what is none, or not what is expected,
 * naming the field. Not thread-safe.
 *
 * <p>After {@link #nextName} or {@link #nextElement} there is a current value, to be taken once.
 */
public final class RequestJson {
  /** Of lists, in a whole body: clients of Google's send each piece of a stream back as one. */
  static final int MAX_ELEMENTS = 1 << 20;

  /** In a whole body, of what is passed over too: each is held to find those that are twice. */
  static final int MAX_NAMES = 1 << 20;

  private static final int MAX_SHOWN = 200;

  /** Bounds from here on are shown with an exponent. */
  private static final double MAX_WHOLE = 1e15;

  private static final int DECODED_AT_ONCE = 8 * 1024;
  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** Strings are bounded by the body; depth is looked at here, so that the message says where. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  /** As texts have them where numbers may stand in texts. */
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,3})?");

  /** No token is so unlikely and the likeliest. */
  private static final double LEAST_SHARE = 1e-6;

  private final byte[] bytes;
  private final Limits limits;
  private final JsonParser parser;
  private int elements;
  private int names;
  private boolean areTexts;

  private RequestJson(byte[] bytes, Limits limits) {
    this.bytes = bytes;
    this.limits = limits;
    this.parser = FACTORY.createParser(ObjectReadContext.empty(), bytes, 0, bytes.length);
  }

  /**
   * Reads this body, whose value is current.
   *
   * @throws RefusedException as all methods, if it is no JSON in UTF-8
   */
  public static RequestJson of(byte[] body, Limits limits) {
    checkUtf8(body);
    byte[] text =
        body.length >= BOM.length && Arrays.equals(body, 0, BOM.length, BOM, 0, BOM.length)
            ? Arrays.copyOfRange(body, BOM.length, body.length)
            : body;
    RequestJson json = new RequestJson(text, limits);
    if (json.step() == null) {
      throw refused("invalid_json", "the body is empty: send a JSON object", "");
    }
    return json;
  }

  /**
   * From now on numbers may stand in texts as well, and whole ones may be written with a fraction
   * of zeros or an exponent: as JSON of Protocol Buffers has them.
   *
   * @see <a href="https://protobuf.dev/programming-guides/json/">ProtoJSON</a>
   */
  public RequestJson withNumbersInTexts() {
    areTexts = true;
    return this;
  }

  /** Jackson guesses the encoding, and passes over some of what is no UTF-8. */
  private static void checkUtf8(byte[] body) {
    for (int i = 0; i < Math.min(4, body.length); i++) {
      if (body[i] == 0) {
        throw refused("invalid_utf8", "the body is not JSON in UTF-8: it holds a zero byte", "");
      }
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(body);
    CharBuffer out = CharBuffer.allocate(Math.min(DECODED_AT_ONCE, body.length + 1));
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (result.isError()) {
        throw refused(
            "invalid_utf8", "the body is not UTF-8, from byte " + in.position() + " on", "");
      }
      if (result.isUnderflow()) {
        return;
      }
      out.clear();
    }
  }

  // Where it stands.

  /** Where the current value is, as {@code messages[0].content}; empty for the whole. */
  public String path() {
    String path = path(parser.streamReadContext());
    return path.length() <= MAX_SHOWN ? path : path.substring(0, MAX_SHOWN) + "…";
  }

  private static String path(@Nullable TokenStreamContext at) {
    StringBuilder path = new StringBuilder();
    for (TokenStreamContext place = at; place != null; place = place.getParent()) {
      if (place.inObject() && place.hasCurrentName()) {
        path.insert(0, "." + place.currentName());
      } else if (place.inArray() && place.hasCurrentIndex()) {
        path.insert(0, "[" + place.getCurrentIndex() + "]");
      }
    }
    return path.isEmpty() || path.charAt(0) != '.' ? path.toString() : path.substring(1);
  }

  /** What there is to say against the current value. */
  public RefusedException refused(String code, String message) {
    return refusedAt(path(), code, message);
  }

  /** What there is to say against a member of the current value, or of what has just ended. */
  public RefusedException refusedMember(String member, String code, String message) {
    String path = path();
    return refusedAt(path.isEmpty() ? member : path + "." + member, code, message);
  }

  /**
   * That the current field is not a client's to say: where its request goes, and with which key,
   * whatever stands behind a provider.
   */
  public RefusedException refusedAsOurs() {
    return refused("unsupported_parameter", "addresses, keys and headers are the gateway's to set");
  }

  private static RefusedException refusedAt(String path, String code, String message) {
    return refused(code, (path.isEmpty() ? "the body" : path) + ": " + message, path);
  }

  private static RefusedException refused(String code, String message, String param) {
    return new RefusedException(Problem.invalid(code, message, param));
  }

  /**
   * That the current value is of none of the kinds that may stand there.
   *
   * @param what all of them: {@code a text or a list}
   */
  public RefusedException expected(String what) {
    JsonToken token = parser.currentToken();
    return refused("invalid_type", "expected " + what + ", found " + found(token));
  }

  private static String found(@Nullable JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT -> "a number";
      case VALUE_NUMBER_FLOAT -> "a number with a fraction or an exponent";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      case null, default -> "nothing";
    };
  }

  // Steps.

  private @Nullable JsonToken step() {
    JsonToken token;
    try {
      token = parser.nextToken();
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
    if (token != null
        && token.isStructStart()
        && parser.streamReadContext().getNestingDepth() > limits.depth()) {
      throw refused("nested_too_deeply", "nested deeper than " + limits.depth() + " levels");
    }
    if (token == JsonToken.PROPERTY_NAME && ++names > MAX_NAMES) {
      throw tooMany(MAX_NAMES, "fields");
    }
    return token;
  }

  /** The current value is an object, whose members {@link #nextName} gives. */
  public void object() {
    object("an object");
  }

  /**
   * The same where other kinds may stand too, none of which it is.
   *
   * @param what all of them: {@code a text or an object}
   */
  public void object(String what) {
    if (!isObject()) {
      throw expected(what);
    }
  }

  /** The current value is a list, whose elements {@link #nextElement} gives. */
  public void array() {
    array("a list");
  }

  /**
   * The same where other kinds may stand too, none of which it is.
   *
   * @param what all of them: {@code a text or a list}
   */
  public void array(String what) {
    if (!isArray()) {
      throw expected(what);
    }
  }

  /**
   * The next member's name, with its value current; null at the object's end. Members that are null
   * are passed over: clients write so what they leave out.
   */
  public @Nullable String nextName() {
    while (step() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      if (step() != JsonToken.VALUE_NULL) {
        return name;
      }
    }
    return null;
  }

  /** Makes the next element current; false at the list's end. */
  public boolean nextElement() {
    if (step() == JsonToken.END_ARRAY) {
      return false;
    }
    if (++elements > MAX_ELEMENTS) {
      throw tooMany(MAX_ELEMENTS, "elements of lists");
    }
    return true;
  }

  /** Before they are gathered: each takes many times its bytes. */
  private RefusedException tooMany(int max, String what) {
    return refused(
        "too_many",
        "with this the body has more than the limit of "
            + max
            + " "
            + what
            + ": leave out what is not needed");
  }

  /** That nothing follows. */
  public void finish() {
    if (step() != null) {
      throw refused("invalid_json", "the body holds more than one JSON value", "");
    }
  }

  // Values.

  /** Whether the current value is a text. */
  public boolean isText() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  /** Whether the current value is an object. */
  public boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  /** Whether the current value is a list. */
  public boolean isArray() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  /** A text. */
  public String text() {
    if (!isText()) {
      throw expected("a text");
    }
    return string();
  }

  private String string() {
    String text;
    try {
      text = parser.getString();
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
    checkPairs(text);
    return text;
  }

  private void checkPairs(String text) {
    boolean inPair = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inPair) {
        inPair = false;
      } else if (Character.isSurrogate(c)) {
        inPair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
        if (!inPair) {
          throw refused("invalid_unicode", "character " + (i + 1) + " is half of a surrogate pair");
        }
      }
    }
  }

  /** True or false. */
  public boolean truth() {
    return truth("true or false");
  }

  /**
   * The same where other kinds may stand too, none of which it is.
   *
   * @param what all of them: {@code true, false or a text}
   */
  public boolean truth(String what) {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw expected(what);
    }
    return token == JsonToken.VALUE_TRUE;
  }

  /** How many tokens an answer may have at most. */
  public int maxTokens() {
    return (int) whole(1, Integer.MAX_VALUE, "; leave it out if there is to be no limit");
  }

  /** A whole number within these bounds. */
  public long whole(long min, long max) {
    return whole(min, max, "");
  }

  private long whole(long min, long max, String advice) {
    if (isNumberInText() || (areTexts && isFraction())) {
      double value = decimal();
      if (value != Math.rint(value)) {
        throw expected("a whole number");
      }
      if (value >= min && value <= max) {
        return (long) value;
      }
      throw outside(min, max, advice);
    }
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw expected("a whole number");
    }
    try {
      if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
        long value = parser.getLongValue();
        if (value >= min && value <= max) {
          return value;
        }
      }
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
    throw outside(min, max, advice);
  }

  private RefusedException outside(long min, long max, String advice) {
    return refused("invalid_value", "must be from " + min + " to " + max + advice);
  }

  /** A number within these bounds. */
  public double number(double min, double max) {
    double value = decimal();
    if (value >= min && value <= max) {
      return value;
    }
    throw refused("invalid_value", "must be a number from " + shown(min) + " to " + shown(max));
  }

  private double decimal() {
    if (isNumberInText()) {
      return Double.parseDouble(string());
    }
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT && !isFraction()) {
      throw expected("a number");
    }
    try {
      return parser.getDoubleValue();
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
  }

  private boolean isFraction() {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
  }

  private boolean isNumberInText() {
    return areTexts && isText() && NUMBER.matcher(string()).matches();
  }

  /**
   * A share of probability, from 0 to 1, at which the choice of the next token ends. Instead of 0,
   * which not every provider takes, it is one with which the likeliest token alone is left as well.
   */
  public double share() {
    return Math.max(LEAST_SHARE, number(0, 1));
  }

  private static String shown(double bound) {
    return bound == Math.rint(bound) && Math.abs(bound) < MAX_WHOLE
        ? Long.toString((long) bound)
        : Double.toString(bound);
  }

  /** Passes over the current value, which is looked through all the same. */
  public void skip() {
    int depth = 0;
    JsonToken token = parser.currentToken();
    while (true) {
      if (token == JsonToken.VALUE_STRING) {
        var _ = string();
      } else if (token == JsonToken.PROPERTY_NAME) {
        checkPairs(parser.currentName());
      } else if (token != null && token.isStructStart()) {
        depth++;
      } else if (token != null && token.isStructEnd()) {
        depth--;
      }
      if (depth == 0) {
        return;
      }
      token = step();
    }
  }

  /** The current value's JSON text, as it came. */
  public String json() {
    int from = here();
    skip();
    return new String(bytes, from, behind() - from, StandardCharsets.UTF_8);
  }

  /** Where in {@link #bytes} the current value begins. */
  public int here() {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  /** The place behind the value that was read last. */
  public int behind() {
    try {
      parser.finishToken();
    } catch (JacksonException wrong) {
      throw broken(wrong);
    }
    return (int) parser.currentLocation().getByteOffset();
  }

  /** What is read; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** What a request may have. */
  public Limits limits() {
    return limits;
  }

  private RefusedException broken(JacksonException found) {
    long at = Math.max(0, parser.currentLocation().getByteOffset());
    String path = path();
    String where = " (from about byte " + at + " on" + (path.isEmpty() ? "" : ", in " + path) + ")";
    return switch (found) {
      case UnexpectedEndOfInputException early ->
          refused("invalid_json", "the body is not JSON: it ends before it is whole", "");
      case StreamConstraintsException tooMuch ->
          refused("invalid_json", "a number or a name in the body is too long" + where, path);
      default ->
          String.valueOf(found.getOriginalMessage()).startsWith("Duplicate")
              ? refused("duplicate_field", "a field is there twice" + where, path)
              : refused(
                  "invalid_json", "the body is not JSON" + where + ": send a JSON object", "");
    };
  }
}
