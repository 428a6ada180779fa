package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.provider.openai.responses.Section.Growth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An item of the answer while it is told, and the parts that it becomes. Not thread-safe. */
final class Item {
  /** Data by which parts of one item find together again, where it has no id: its number. */
  static final String NUMBER = "item_number";

  /** Data that is the whole item, which goes back as it is. */
  static final String WHOLE = "item";

  /** Data of a part that is a piece of a message, of a kind that only OpenAI has. */
  static final String CONTENT = "content";

  final String provider;
  final int number;
  final String type;
  final ItemKind kind;
  final List<Section> sections = new ArrayList<>(1);

  /** The provider's number of it; negative if it gives none. */
  long index;

  String id;
  String phase = "";

  /** Whether its start was told, not just something of it. */
  boolean added;

  boolean done;

  Item(String provider, int number, long index, String id, String type) {
    this.provider = provider;
    this.number = number;
    this.index = index;
    this.id = id;
    this.type = type;
    this.kind = ItemKind.of(type);
  }

  boolean fits(String other) {
    return type.equals(other);
  }

  /** The part that grows in this way and has this number; the latest if there is no number. */
  @Nullable Section open(Growth growth, long wanted) {
    for (Section section : sections.reversed()) {
      boolean undecided = section.growth.isReasoning() && section.index < 0 && section.isUntold();
      if (!section.ended && undecided && growth.isReasoning()) {
        section.growth = growth;
        section.index = Math.max(wanted, 0);
        return section;
      }
      if (!section.ended && section.growth == growth && (wanted < 0 || section.index == wanted)) {
        return section;
      }
    }
    return null;
  }

  /** The part that grows in this way and of which there are so many before it. */
  @Nullable Section nth(Growth growth, int before) {
    int count = before;
    for (Section section : sections) {
      if (section.growth == growth && count-- == 0) {
        return section;
      }
    }
    return null;
  }

  /** Whether such a part was told and is over: then its repetition brings nothing. */
  boolean hasEnded(Growth growth, long wanted) {
    if (open(growth, wanted) != null) {
      return false;
    }
    for (Section section : sections) {
      if (section.growth == growth && (wanted < 0 || section.index == wanted)) {
        return true;
      }
    }
    return false;
  }

  int count(Growth growth) {
    int count = 0;
    for (Section section : sections) {
      count += section.growth == growth ? 1 : 0;
    }
    return count;
  }

  /** A part of a message or of thoughts, without what it says. */
  Part part(Growth growth, String text, String cipher) {
    Part part =
        switch (growth) {
          case REFUSAL -> new Part.Refusal(text);
          case SUMMARY -> new Part.Reasoning(text).enciphered(cipher).asSummary();
          case THOUGHT -> new Part.Reasoning(text).enciphered(cipher);
          default ->
              phase.equals("commentary") ? new Part.Text(text).asCommentary() : new Part.Text(text);
        };
    return withData(part, growth.isReasoning());
  }

  private Part withData(Part part, boolean grouped) {
    ProviderData data = ProviderData.of(provider);
    if (!id.isEmpty()) {
      data = data.with("id", Quoted.of(id));
    } else if (grouped) {
      data = data.with(NUMBER, String.valueOf(number));
    }
    if (!phase.isEmpty()) {
      data = data.with("phase", Quoted.of(phase));
    }
    return data.fields().isEmpty() ? part : part.withData(data);
  }

  /** A call that the caller is to run, as far as it is known. */
  Part call(OutputItem told, String arguments) {
    Part.ToolCall call = new Part.ToolCall(told.callId, told.name, arguments);
    Part part = withData(type.equals("custom_tool_call") ? call.asFreeText() : call, false);
    ProviderData data = part.data(provider).orElse(ProviderData.of(provider));
    if (!told.namespace.isEmpty()) {
      data = data.with("namespace", Quoted.of(told.namespace));
    }
    if (!told.caller.isEmpty()) {
      data = data.with("caller", told.caller);
    }
    return data.fields().isEmpty() ? part : part.withData(data);
  }

  /** A call of a tool that the API describes, by a name that says which. */
  Part tool(OutputItem told, String arguments) {
    String plain = type.replaceFirst("_call$", "");
    Part.ToolCall call =
        new Part.ToolCall(
            told.callId.isEmpty() ? told.id : told.callId,
            told.name.isEmpty() ? plain : told.name,
            arguments);
    call = type.equals("code_interpreter_call") ? call.asFreeText() : call;
    return kind == ItemKind.SERVER_TOOL ? call.runByProvider() : call;
  }

  /** This part, which goes back as the item it came as. */
  Part whole(Part part, String raw) {
    return part.withData(ProviderData.of(provider, WHOLE, raw));
  }

  /** What a tool that the provider has run gave back. */
  Part result(OutputItem told) {
    List<Part> content = new ArrayList<>(1);
    if (!told.result.isEmpty()) {
      content.add(new Part.Text(told.result));
    } else if (!told.error.isEmpty()) {
      content.add(new Part.Text(told.error));
    }
    String name = told.name.isEmpty() ? type.replaceFirst("_call$", "") : told.name;
    Part.ToolResult result =
        new Part.ToolResult(told.callId.isEmpty() ? told.id : told.callId, name, content)
            .runByProvider();
    return !told.error.isEmpty() || told.status.equals("failed") ? result.asFailure() : result;
  }

  /** The picture. */
  static Part.Media image(OutputItem told, String base64) {
    String format = told.format.isEmpty() ? "png" : told.format;
    return new Part.Media(Part.Media.Kind.IMAGE, "image/" + format, new Part.Media.Inline(base64));
  }
}
