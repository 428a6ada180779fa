package dev.sluice.server.pairs;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON document must hold: each member of an object, and each element of an array in this
 * order; what else there is does not matter. A text {@code *} stands for any value, and {@code
 * (absent)} names members that must not be there.
 */
public final class Shape {
  private static final String ABSENT = "(absent)";

  private Shape() {}

  public static Object of(String json) {
    return Json.decodeValue(json);
  }

  public static boolean isIn(@Nullable Object whole, @Nullable Object part) {
    if ("*".equals(part)) {
      return whole != null;
    }
    if (part instanceof JsonObject members) {
      return whole instanceof JsonObject object
          && members.stream()
              .allMatch(
                  member ->
                      member.getKey().equals(ABSENT)
                          ? ((JsonArray) member.getValue())
                              .stream().noneMatch(object.getMap()::containsKey)
                          : object.containsKey(member.getKey())
                              && isIn(object.getValue(member.getKey()), member.getValue()));
    }
    if (part instanceof JsonArray elements) {
      if (!(whole instanceof JsonArray array)) {
        return false;
      }
      int at = 0;
      for (Object element : elements) {
        while (at < array.size() && !isIn(array.getValue(at), element)) {
          at++;
        }
        if (at++ == array.size()) {
          return false;
        }
      }
      return true;
    }
    if (part instanceof Number number && whole instanceof Number other) {
      return number.doubleValue() == other.doubleValue();
    }
    return part == null ? whole == null : part.equals(whole);
  }

  /** An object with those of its members replaced that the other one has. */
  public static JsonObject with(JsonObject usual, JsonObject more) {
    JsonObject both = usual.copy();
    for (Map.Entry<String, Object> member : more) {
      both.put(member.getKey(), member.getValue());
    }
    return both;
  }
}
