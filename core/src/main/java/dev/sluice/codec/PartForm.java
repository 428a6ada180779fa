package dev.sluice.codec;

import dev.sluice.stream.Citation;
import dev.sluice.stream.Part;
import dev.sluice.stream.ProviderData;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The forms of parts, and of what hangs on them. */
final class PartForm {
  private PartForm() {}

  static void write(FormWriter out, Part part) {
    switch (part) {
      case Part.Text text -> {
        out.object("text").text('s', text.text()).truth('m', text.isCommentary());
        if (!text.citations().isEmpty()) {
          out.name('q').array();
          text.citations().forEach(citation -> citation(out, citation));
          out.endArray();
        }
      }
      case Part.Reasoning thought ->
          out.object("reasoning")
              .text('s', thought.text())
              .text('g', thought.signature())
              .text('x', thought.cipher())
              .truth('b', thought.isSummary());
      case Part.Refusal refusal -> out.object("refusal").text('s', refusal.text());
      case Part.ToolCall call ->
          out.object("tool_call")
              .text('i', call.id())
              .text('n', call.name())
              .text('a', call.arguments())
              .truth('x', call.isFreeText())
              .truth('r', call.isRunByProvider());
      case Part.ToolResult result -> {
        out.object("tool_result")
            .text('i', result.callId())
            .text('n', result.name())
            .truth('f', result.failed())
            .truth('r', result.isRunByProvider());
        list(out, 'c', result.content());
      }
      case Part.ApprovalRequest request -> {
        out.object("approval_request").text('i', request.id()).name('c');
        write(out, request.call());
      }
      case Part.ApprovalAnswer answer ->
          out.object("approval_answer")
              .text('i', answer.requestId())
              .truth('a', answer.isApproved())
              .text('s', answer.reason());
      case Part.Media media -> media(out, media);
      case Part.Native own ->
          out.object("native")
              .text('o', own.provider())
              .text('t', own.type())
              .text('j', own.json());
    }
    part.data().ifPresent(data -> data(out.name('d'), data));
    out.truth('h', !part.isWhole()).end();
  }

  /** Parts, left out if there are none. */
  static void list(FormWriter out, char name, List<Part> parts) {
    if (!parts.isEmpty()) {
      out.name(name).array();
      parts.forEach(part -> write(out, part));
      out.endArray();
    }
  }

  private static void media(FormWriter out, Part.Media media) {
    out.object("media")
        .name('t')
        .value(word(media.kind()))
        .text('m', media.mediaType())
        .text('n', media.name());
    switch (media.source()) {
      case Part.Media.Inline inline -> out.name('b').value(inline.base64());
      case Part.Media.Url url -> out.name('u').value(url.url().toString());
      case Part.Media.File file -> out.text('o', file.provider()).name('i').value(file.id());
    }
  }

  private static String word(Part.Media.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  static void data(FormWriter out, ProviderData data) {
    out.object().text('o', data.provider());
    if (!data.fields().isEmpty()) {
      out.name('f').object();
      data.fields().forEach((name, json) -> out.name(name).value(json));
      out.end();
    }
    out.end();
  }

  static void citation(FormWriter out, Citation citation) {
    out.object()
        .number('f', citation.from(), -1)
        .number('t', citation.to(), -1)
        .text('u', citation.url())
        .text('n', citation.title())
        .text('s', citation.quote())
        .text('j', citation.raw())
        .end();
  }

  static List<Part> parts(FormReader in) {
    List<Part> parts = new ArrayList<>();
    in.array();
    while (in.element()) {
      parts.add(read(in));
    }
    return parts;
  }

  /**
   * A part; one that this version does not understand is one of nobody's own, with the text as it
   * stands.
   */
  static Part read(FormReader in) {
    int start = in.place();
    String kind = in.kind();
    Marked marks = new Marked();
    Part part =
        switch (kind) {
          case "text" -> text(in, marks);
          case "reasoning" -> reasoning(in, marks);
          case "refusal" -> refusal(in, marks);
          case "tool_call" -> toolCall(in, marks);
          case "tool_result" -> toolResult(in, marks);
          case "approval_request" -> approvalRequest(in, marks);
          case "approval_answer" -> approvalAnswer(in, marks);
          case "media" -> media(in, marks);
          case "native" -> own(in, marks);
          default -> {
            in.skipMembers();
            yield null;
          }
        };
    return part == null ? new Part.Native("", kind, in.since(start)) : marks.on(part);
  }

  /** What any part may have. */
  private static final class Marked {
    private @Nullable ProviderData data;
    private boolean unfinished;

    /** Takes a member that no kind of part has for itself. */
    void other(int name, FormReader in) {
      switch (name) {
        case 'd' -> data = data(in);
        case 'h' -> unfinished = in.truth();
        default -> in.skip();
      }
    }

    Part on(Part part) {
      Part marked = data == null ? part : part.withData(data);
      return unfinished ? marked.unfinished() : marked;
    }
  }

  private static Part text(FormReader in, Marked marks) {
    String text = "";
    boolean commentary = false;
    List<Citation> citations = List.of();
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 's' -> text = in.text();
        case 'm' -> commentary = in.truth();
        case 'q' -> citations = citations(in);
        default -> marks.other(name, in);
      }
    }
    Part.Text part = new Part.Text(text).cited(citations);
    return commentary ? part.asCommentary() : part;
  }

  private static Part reasoning(FormReader in, Marked marks) {
    String text = "";
    String signature = "";
    String cipher = "";
    boolean summary = false;
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 's' -> text = in.text();
        case 'g' -> signature = in.text();
        case 'x' -> cipher = in.text();
        case 'b' -> summary = in.truth();
        default -> marks.other(name, in);
      }
    }
    Part.Reasoning part = new Part.Reasoning(text, signature).enciphered(cipher);
    return summary ? part.asSummary() : part;
  }

  private static Part refusal(FormReader in, Marked marks) {
    String text = "";
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 's' -> text = in.text();
        default -> marks.other(name, in);
      }
    }
    return new Part.Refusal(text);
  }

  private static Part toolCall(FormReader in, Marked marks) {
    String id = "";
    String tool = "";
    String arguments = "";
    boolean freeText = false;
    boolean runByProvider = false;
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'i' -> id = in.text();
        case 'n' -> tool = in.text();
        case 'a' -> arguments = in.text();
        case 'x' -> freeText = in.truth();
        case 'r' -> runByProvider = in.truth();
        default -> marks.other(name, in);
      }
    }
    Part.ToolCall call = new Part.ToolCall(id, tool, arguments);
    call = freeText ? call.asFreeText() : call;
    return runByProvider ? call.runByProvider() : call;
  }

  private static Part toolResult(FormReader in, Marked marks) {
    String id = "";
    String tool = "";
    List<Part> content = List.of();
    boolean failed = false;
    boolean runByProvider = false;
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'i' -> id = in.text();
        case 'n' -> tool = in.text();
        case 'c' -> content = parts(in);
        case 'f' -> failed = in.truth();
        case 'r' -> runByProvider = in.truth();
        default -> marks.other(name, in);
      }
    }
    Part.ToolResult result = new Part.ToolResult(id, tool, content);
    result = failed ? result.asFailure() : result;
    return runByProvider ? result.runByProvider() : result;
  }

  /** Null if what is to be run is something that only a later version knows. */
  private static @Nullable Part approvalRequest(FormReader in, Marked marks) {
    String id = "";
    Part call = null;
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'i' -> id = in.text();
        case 'c' -> call = read(in);
        default -> marks.other(name, in);
      }
    }
    if (call == null) {
      throw in.missing('c');
    }
    return call instanceof Part.ToolCall run ? new Part.ApprovalRequest(id, run) : null;
  }

  private static Part approvalAnswer(FormReader in, Marked marks) {
    String id = "";
    boolean approved = false;
    String reason = "";
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'i' -> id = in.text();
        case 'a' -> approved = in.truth();
        case 's' -> reason = in.text();
        default -> marks.other(name, in);
      }
    }
    return new Part.ApprovalAnswer(id, approved, reason);
  }

  /** Null if it is a kind of media, or at a kind of place, that only a later version knows. */
  private static @Nullable Part media(FormReader in, Marked marks) {
    String kind = null;
    String type = "";
    String file = "";
    String provider = "";
    String id = null;
    Part.Media.Source source = null;
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 't' -> kind = in.text();
        case 'm' -> type = in.text();
        case 'n' -> file = in.text();
        case 'b' -> source = new Part.Media.Inline(in.text());
        case 'u' -> source = new Part.Media.Url(url(in));
        case 'o' -> provider = in.text();
        case 'i' -> id = in.text();
        default -> marks.other(name, in);
      }
    }
    if (kind == null) {
      throw in.missing('t');
    }
    if (id != null) {
      source = new Part.Media.File(provider, id);
    }
    Optional<Part.Media.Kind> known = mediaKind(kind);
    return known.isEmpty() || source == null
        ? null
        : new Part.Media(known.get(), type, source).named(file);
  }

  private static Optional<Part.Media.Kind> mediaKind(String word) {
    for (Part.Media.Kind kind : Part.Media.Kind.values()) {
      if (word(kind).equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private static URI url(FormReader in) {
    int start = in.place();
    try {
      return URI.create(in.text());
    } catch (IllegalArgumentException wrong) {
      throw in.broken(start, "expected an address, found another text");
    }
  }

  private static Part own(FormReader in, Marked marks) {
    String provider = "";
    String type = "";
    String json = "";
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'o' -> provider = in.text();
        case 't' -> type = in.text();
        case 'j' -> json = in.text();
        default -> marks.other(name, in);
      }
    }
    return new Part.Native(provider, type, json);
  }

  static ProviderData data(FormReader in) {
    String provider = "";
    Map<String, String> fields = new LinkedHashMap<>();
    in.object();
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'o' -> provider = in.text();
        case 'f' -> {
          in.object();
          for (String field; (field = in.anyName()) != null; ) {
            fields.put(field, in.text());
          }
        }
        default -> in.skip();
      }
    }
    return ProviderData.of(provider, fields);
  }

  private static List<Citation> citations(FormReader in) {
    List<Citation> citations = new ArrayList<>();
    in.array();
    while (in.element()) {
      citations.add(citation(in));
    }
    return citations;
  }

  static Citation citation(FormReader in) {
    Citation.Builder citation = Citation.builder();
    int start = in.place();
    int from = -1;
    int to = -1;
    in.object();
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'f' -> from = in.smallNumber();
        case 't' -> to = in.smallNumber();
        case 'u' -> citation.url(in.text());
        case 'n' -> citation.title(in.text());
        case 's' -> citation.quote(in.text());
        case 'j' -> citation.raw(in.text());
        default -> in.skip();
      }
    }
    if (from < -1 || to < from || (from == -1 && to != -1)) {
      throw in.broken(start, "expected a place in a text, from \"f\" to \"t\"");
    }
    return from == -1 ? citation.build() : citation.place(from, to).build();
  }
}
