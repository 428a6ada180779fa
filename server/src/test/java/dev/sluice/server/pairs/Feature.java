package dev.sluice.server.pairs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A feature as formats have it: sections of a resource, which say in their heads what they are and
 * of which formats.
 *
 * @param name as the rows of the tables have it
 * @param mark what stands in what is asked and nowhere else; empty if nothing does
 */
public record Feature(String name, String mark, List<Section> sections) {

  /**
   * A section.
   *
   * @param kind what it holds
   * @param of the formats whose it is
   */
  public record Section(String kind, List<String> of, String text) {}

  /** The features of a resource: each begins with {@code ==}, and each section with {@code --}. */
  public static List<Feature> all(String resource) {
    try (InputStream in = Feature.class.getResourceAsStream("/pairs/" + resource)) {
      String text =
          new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
      List<Feature> features = new ArrayList<>();
      for (String feature : text.split("(?m)^== ", -1)) {
        if (!feature.isBlank() && !feature.startsWith("#")) {
          features.add(parsed(feature));
        }
      }
      return features;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Feature parsed(String text) {
    String[] pieces = text.split("(?m)^-- ", -1);
    String[] head = pieces[0].strip().split(" @ ", 2);
    List<Section> sections = new ArrayList<>();
    for (int i = 1; i < pieces.length; i++) {
      int end = pieces[i].indexOf('\n');
      List<String> words = List.of(pieces[i].substring(0, end).strip().split(" +"));
      sections.add(
          new Section(
              words.getFirst(), words.subList(1, words.size()), pieces[i].substring(end).strip()));
    }
    return new Feature(head[0], head.length == 1 ? "" : head[1], sections);
  }

  /** The texts of this kind for this format. */
  public Stream<String> texts(String kind, String format) {
    return sections.stream()
        .filter(section -> section.kind.equals(kind) && section.of.contains(format))
        .map(Section::text);
  }
}
