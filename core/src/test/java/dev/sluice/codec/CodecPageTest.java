package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The page's tables have every member of every object that stands in the logs, and no other. */
class CodecPageTest {
  private static final Path PAGE = Path.of("../docs/codec.md");
  private static final Pattern SECTION = Pattern.compile("(?ms)^## (.+?)$(.*?)(?=^## |\\z)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `?([^`|]+?)`? \\| (.+) \\|$");
  private static final Pattern MEMBER = Pattern.compile("`(.)`");

  /** Which kind of thing an object is, by the member that it is the value of. */
  private static final Map<String, String> KINDS =
      Map.of(
          "", "Events",
          "c", "Parts",
          "e", "Endings",
          "y", "Causes",
          "f", "Failures",
          "m", "Messages and requests",
          "h", "Choices of tools",
          "g", "Formats of the answer");

  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("r", "reply"),
          Map.entry("a", "attempt"),
          Map.entry("b", "who answered"),
          Map.entry("l", "limit"),
          Map.entry("t", "timings"),
          Map.entry("u", "usage"),
          Map.entry("n", "usage"),
          Map.entry("d", "data"),
          Map.entry("q", "citation"),
          Map.entry("v", "advice"),
          Map.entry("x", "exception"),
          Map.entry("s", "sampling"),
          Map.entry("o", "tool"));

  /** Members by section and object. */
  private final Map<String, Set<String>> inLog = new TreeMap<>();

  @Test
  void theTablesNameEveryMember() throws IOException {
    visitAll("version-1.jsonl", "");
    visitAll("version-1-conversation.jsonl", "m");
    assertThat(inPage()).isEqualTo(inLog);
  }

  private void visitAll(String log, String member) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("src/test/resources/codec").resolve(log));
    for (String line : lines.subList(1, lines.size())) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      visit(new FormReader(bytes, 0, bytes.length), member);
    }
  }

  private Map<String, Set<String>> inPage() throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    for (MatchResult section : SECTION.matcher(Files.readString(PAGE)).results().toList()) {
      String name = section.group(1);
      if (KINDS.containsValue(name) || name.equals("Other objects")) {
        Matcher row = ROW.matcher(section.group(2));
        while (row.find()) {
          if (!List.of("k", "What").contains(row.group(1))) {
            Set<String> members = new TreeSet<>();
            MEMBER.matcher(row.group(2)).results().forEach(one -> members.add(one.group(1)));
            found.put(name + ": " + row.group(1), members);
          }
        }
      }
    }
    return found;
  }

  private void visit(FormReader json, String member) {
    switch (json.peek()) {
      case '{' -> object(json, member);
      case '[' -> {
        json.array();
        while (json.element()) {
          visit(json, member);
        }
      }
      default -> json.skip();
    }
  }

  private void object(FormReader json, String member) {
    json.object();
    String other = OTHERS.get(member);
    Set<String> members = other == null ? null : members("Other objects: " + other);
    for (String name; (name = json.anyName()) != null; ) {
      if (members == null) {
        assertThat(name).as("first in " + member).isEqualTo("k");
        members = members(KINDS.get(member) + ": " + json.text());
      } else if ("data".equals(other) && name.equals("f")) {
        members.add(name);
        json.skip(); // Its names are the provider's.
      } else {
        if (!member.equals("c") || !Set.of("d", "h").contains(name)) {
          members.add(name);
        }
        visit(json, name);
      }
    }
  }

  private Set<String> members(@Nullable String object) {
    return inLog.computeIfAbsent(object, none -> new TreeSet<>());
  }

  @Test
  void theExampleIsWhatIsWritten() throws IOException {
    String page = Files.readString(PAGE);
    Matcher example = Pattern.compile("(?s)```json\n(.*?)```").matcher(page);
    assertThat(example.find()).isTrue();
    example
        .group(1)
        .lines()
        .forEach(line -> assertThat(EventCodec.encode(EventCodec.decode(line))).isEqualTo(line));
    assertThat(page).contains("`" + EventCodec.header() + "`");
  }
}
