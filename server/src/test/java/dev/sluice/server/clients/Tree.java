package dev.sluice.server.clients;

import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value that may be asked for what it does not have. */
public final class Tree {
  private static final Tree ABSENT = new Tree("", Map.of(), List.of());

  private final String text;
  private final Map<String, Tree> members;
  private final List<Tree> elements;

  private Tree(String text, Map<String, Tree> members, List<Tree> elements) {
    this.text = text;
    this.members = members;
    this.elements = elements;
  }

  /** Of a JSON text, which has to be one. */
  public static Tree of(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try (JsonReader reader = new JsonReader(bytes, 0, bytes.length)) {
      Tree tree = read(reader);
      reader.finish();
      return tree;
    }
  }

  private static Tree read(JsonReader json) {
    if (json.isObject()) {
      int begin = json.here();
      Map<String, Tree> members = new LinkedHashMap<>();
      json.enterObject();
      for (String name; (name = json.nextName()) != null; ) {
        members.put(name, read(json));
      }
      return new Tree(json.since(begin), members, List.of());
    }
    if (json.isArray()) {
      int begin = json.here();
      List<Tree> elements = new ArrayList<>();
      json.enterArray();
      while (json.nextElement()) {
        elements.add(read(json));
      }
      return new Tree(json.since(begin), Map.of(), elements);
    }
    if (json.isNull()) {
      json.skip();
      return ABSENT;
    }
    return new Tree(json.isText() ? json.text() : json.json(), Map.of(), List.of());
  }

  /** What is there by this way of names, and of the first elements of arrays; null is nothing. */
  public Tree at(String... path) {
    Tree tree = this;
    for (String name : path) {
      Tree holder = tree.elements.isEmpty() ? tree : tree.elements.getFirst();
      @Nullable Tree member = holder.members.get(name);
      tree = member == null ? ABSENT : member;
    }
    return tree;
  }

  /** Whether it is there, and not null. */
  public boolean isThere() {
    return this != ABSENT;
  }

  /** The elements of an array, none of anything else. */
  public List<Tree> elements() {
    return elements;
  }

  /** A text, or the JSON of anything else; empty if it is not there. */
  public String text() {
    return text;
  }

  /** The same by this way. */
  public String text(String... path) {
    return at(path).text;
  }

  /** A number; 0 if it is not there. */
  public long number(String... path) {
    String digits = at(path).text;
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }
}
