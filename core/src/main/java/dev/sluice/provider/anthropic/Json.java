package dev.sluice.provider.anthropic;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes JSON apart that users set by options. */
final class Json {
  private Json() {}

  /**
   * The elements of an array, as JSON text.
   *
   * @param option for the message
   * @throws IllegalArgumentException if it is none
   */
  static List<String> elements(String option, String array) {
    List<String> elements = new ArrayList<>();
    try (JsonReader json = reader(array)) {
      if (!json.enterArray()) {
        throw new IllegalArgumentException("'" + option + "' is not a JSON array");
      }
      while (json.nextElement()) {
        elements.add(json.json());
      }
      json.finish();
    } catch (JsonException wrong) {
      throw new IllegalArgumentException("'" + option + "' is not JSON: " + wrong.getMessage());
    }
    return elements;
  }

  /**
   * The members of an object, name to JSON text.
   *
   * @param option for the message
   * @throws IllegalArgumentException if it is none
   */
  static Map<String, String> members(String option, String object) {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonReader json = reader(object)) {
      if (!json.enterObject()) {
        throw new IllegalArgumentException("'" + option + "' is not a JSON object");
      }
      for (String name; (name = json.nextName()) != null; ) {
        members.put(name, json.json());
      }
      json.finish();
    } catch (JsonException wrong) {
      throw new IllegalArgumentException("'" + option + "' is not JSON: " + wrong.getMessage());
    }
    return members;
  }

  /** A number of an object; -1 if there is none, or no object. */
  static long number(String object, String member) {
    long number = -1;
    try (JsonReader json = reader(object)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals(member)) {
            number = json.number(-1);
          } else {
            json.skip();
          }
        }
      }
    } catch (JsonException wrong) {
      return -1; // What the user sets is named where it is written.
    }
    return number;
  }

  /** A text of an object; empty if there is none, or no object. */
  static String text(String member, String object) {
    String text = "";
    try (JsonReader json = reader(object)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals(member)) {
            text = json.text();
          } else {
            json.skip();
          }
        }
      }
    } catch (JsonException wrong) {
      return "";
    }
    return text;
  }

  /** The text that this JSON is, or its digits or word; empty for anything else. */
  static String text(String value) {
    try (JsonReader json = reader(value)) {
      return json.text();
    }
  }

  private static JsonReader reader(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new JsonReader(bytes, 0, bytes.length);
  }
}
