package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonReaders;
import dev.sluice.provider.openai.responses.Section.Growth;
import dev.sluice.spi.provider.Base64Pieces;
import dev.sluice.spi.stream.StreamSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the parts of an answer. What an item says comes up to four times: in deltas, at the end of
 * its part, at its own end and in the whole response. Each of them may be all that a server sends,
 * and everything is told once. Not thread-safe.
 */
// Long because the ways in which one thing can be told are read side by side.
final class Answer {
  /** A bound on the parts, as items may have many. */
  private static final int MAX_PARTS = 4 * Items.MAX;

  private final String provider;
  private final JsonReaders readers;
  private final StreamSink out;
  private final Items items;
  private int parts;
  private boolean awaitsCaller;

  /** The part that grew last, and mostly grows on. */
  private @Nullable Section last;

  private long lastIndex;

  private @Nullable Section audio;
  private @Nullable Section transcript;
  private final Base64Pieces audioBytes = new Base64Pieces();

  Answer(String provider, JsonReaders readers, StreamSink out) {
    this.provider = provider;
    this.readers = readers;
    this.out = out;
    this.items = new Items(provider);
  }

  boolean needsIds() {
    return items.needsIds();
  }

  /** Whether the caller is to run a tool. */
  boolean awaitsCaller() {
    return awaitsCaller;
  }

  // What events tell.

  /** More of a part. */
  void grow(Frame frame, Growth growth, String type) {
    Section section = last;
    boolean goesOn =
        section != null
            && !section.ended
            && section.growth == growth
            && items.isTold(frame.outputIndex)
            && frame.outputIndex == lastIndex
            && (frame.index < 0 || frame.index == section.index);
    if (section == null || !goesOn) {
      Item item = items.of(frame.outputIndex, frame.itemId, type);
      section = section(item, growth, frame.index);
      lastIndex = frame.outputIndex;
    }
    last = section;
    if (!frame.delta.isEmpty()) {
      out.onEvent(section.grow(frame.delta));
    }
    probable(section, frame.tokens);
  }

  /** A part begins. */
  void partBegins(Frame frame, Growth growth, String type) {
    Item item = items.of(frame.outputIndex, frame.itemId, type);
    Section open = item.open(growth, frame.index);
    if (open == null || (frame.index < 0 && !open.isUntold())) {
      begin(item, growth, frame.index < 0 ? item.count(growth) : frame.index);
    }
  }

  /** All that a part says. */
  void whole(Frame frame, Growth growth, String type) {
    if (!frame.whole.isEmpty()) {
      Item item = items.of(frame.outputIndex, frame.itemId, type);
      if (!item.hasEnded(growth, frame.index)) {
        Section section = section(item, growth, frame.index);
        whole(section, frame.whole);
        if (!section.probable) {
          probable(section, frame.tokens);
        }
      }
    }
  }

  /** A part of a message is over. */
  void partEnds(Frame frame, OutputItem.Content content) {
    Growth growth = growth(content.type());
    if (growth == null || growth.isReasoning()) {
      return; // Thoughts end with their item, whose end has their cipher.
    }
    Item item = items.of(frame.outputIndex, frame.itemId, "message");
    if (!item.hasEnded(growth, frame.index)) {
      ends(item, section(item, growth, frame.index), content);
    }
  }

  /** Where something comes from. */
  void cited(Frame frame) {
    if (!frame.citation.isEmpty()) {
      Item item = items.of(frame.outputIndex, frame.itemId, "message");
      cite(section(item, Growth.TEXT, frame.index), frame.citation);
    }
  }

  /** A better preview of a picture. */
  void preview(Frame frame) {
    Item item = items.of(frame.outputIndex, frame.itemId, "image_generation_call");
    if (!frame.image.isEmpty()) {
      Section section = item.open(Growth.MEDIA, Frame.NONE);
      if (section == null) {
        section = begin(item, Item.image(OutputItem.none(), ""), Growth.MEDIA, 0);
      }
      out.onEvent(section.grow(frame.image));
    }
  }

  /** An item begins. */
  void added(long index, OutputItem told) {
    Item item = items.added(index, told.id, told.type);
    item.phase = told.phase;
    if (!item.sections.isEmpty()) {
      return;
    }
    switch (item.kind) {
      // Readers see that the model thinks, also where its thoughts are not shown.
      case REASONING -> begin(item, item.part(Growth.THOUGHT, "", ""), Growth.THOUGHT, Frame.NONE);
      case CALL -> begin(item, item.call(told, ""), Growth.CALL, 0);
      case CLIENT_TOOL, SERVER_TOOL -> begin(item, item.tool(told, ""), Growth.CALL, 0);
      case MESSAGE, IMAGE, APPROVAL, NATIVE -> {}
    }
  }

  /** An item is over. */
  void over(long index, OutputItem told) {
    Item item = items.over(index, told.id, told.type);
    if (item != null) {
      over(item, told);
    }
  }

  /** Whether a response that lists so many items tells nothing new. */
  boolean isAllTold(int outputs) {
    return outputs <= items.all().size() && items.all().stream().allMatch(item -> item.done);
  }

  /** All items of a response. */
  void listed(List<OutputItem> outputs) {
    List<Item> listed = items.listed(outputs);
    for (int i = 0; i < outputs.size(); i++) {
      if (!listed.get(i).done) {
        over(listed.get(i), outputs.get(i));
      }
    }
  }

  void audio(String base64) {
    if (audio == null) {
      audio =
          begin(
              null,
              new Part.Media(Part.Media.Kind.AUDIO, "", new Part.Media.Inline("")),
              Growth.MEDIA,
              0);
    }
    tellAudio(audio, audioBytes.add(base64));
  }

  void transcript(String text) {
    if (transcript == null) {
      transcript = begin(null, new Part.Text(""), Growth.TEXT, 0);
    }
    if (!text.isEmpty()) {
      out.onEvent(transcript.grow(text));
    }
  }

  private void tellAudio(Section section, String base64) {
    if (!base64.isEmpty()) {
      out.onEvent(new StreamEvent.MediaDelta(section.part, base64, false));
    }
  }

  void audioEnds() {
    Section section = audio;
    if (section != null) {
      tellAudio(section, audioBytes.end());
      end(section, section.begun);
      audio = null;
    }
  }

  void transcriptEnds() {
    Section section = transcript;
    if (section != null) {
      end(section, section.begun);
      transcript = null;
    }
  }

  /**
   * The answer has come to its good end: whatever has begun is whole, but for what a limit may have
   * cut off: a call, a picture or thoughts that their provider has not ended.
   */
  void finish(boolean cutOff) {
    audioEnds();
    transcriptEnds();
    for (Item item : items.all()) {
      for (Section section : item.sections) {
        boolean text = section.growth == Growth.TEXT || section.growth == Growth.REFUSAL;
        if (!section.ended && !item.done && (text || !cutOff)) {
          awaitsCaller |= item.kind == ItemKind.CALL || item.kind == ItemKind.CLIENT_TOOL;
          end(section, instead(item, section));
        }
      }
    }
  }

  // An item that is over, part by part.

  private void over(Item item, OutputItem told) {
    item.done = true;
    if (item.phase.isEmpty()) {
      item.phase = told.phase;
    }
    if (item.id.isEmpty()) {
      item.id = told.id;
    }
    switch (item.kind) {
      case MESSAGE -> message(item, told);
      case REASONING -> reasoning(item, told);
      case CALL -> {
        awaitsCaller = true;
        call(item, told, false);
      }
      case CLIENT_TOOL -> {
        awaitsCaller = true;
        call(item, told, true);
      }
      case SERVER_TOOL -> {
        call(item, told, true);
        if (!told.status.equals("incomplete")) {
          once(item.result(told));
        }
      }
      case IMAGE -> image(item, told);
      case APPROVAL ->
          once(
              item.whole(
                  new Part.ApprovalRequest(
                      told.id,
                      new Part.ToolCall(told.callId, told.name, told.input).runByProvider()),
                  told.raw));
      case NATIVE -> {
        Part own = new Part.Native(provider, told.type, told.raw);
        Section section = item.open(Growth.NATIVE, Frame.NONE);
        if (section == null) {
          once(own);
        } else {
          end(section, own);
        }
      }
    }
  }

  private void message(Item item, OutputItem told) {
    int texts = 0;
    int refusals = 0;
    for (OutputItem.Content content : told.contents) {
      Growth growth = growth(content.type());
      if (growth == null || growth.isReasoning()) {
        Part own = new Part.Native(provider, content.type(), content.raw());
        once(own.withData(ProviderData.of(provider, Item.CONTENT, Quoted.of(item.id))));
      } else {
        int before = growth == Growth.TEXT ? texts++ : refusals++;
        Section section = item.nth(growth, before);
        ends(item, section == null ? begin(item, growth, before) : section, content);
      }
    }
    endRest(item);
  }

  private void reasoning(Item item, OutputItem told) {
    thoughts(item, Growth.SUMMARY, told.summaries);
    thoughts(item, Growth.THOUGHT, told.contents);
    if (told.status.equals("incomplete")) {
      return; // Cut off: no proof of it would be taken back.
    }
    if (item.sections.isEmpty()) {
      begin(item, item.part(Growth.THOUGHT, "", ""), Growth.THOUGHT, 0);
    }
    Section proven = item.sections.getLast();
    for (Section section : item.sections) {
      if (!section.ended) {
        String cipher = section == proven ? told.cipher : "";
        end(section, item.part(section.growth, section.instead(), cipher));
      }
    }
  }

  private void thoughts(Item item, Growth growth, List<OutputItem.Content> pieces) {
    for (int i = 0; i < pieces.size(); i++) {
      Section section = item.nth(growth, i);
      if (section == null || isUndecided(section)) {
        Section undecided = item.open(growth, i);
        section = undecided == null ? begin(item, growth, i) : undecided;
      }
      whole(section, pieces.get(i).text());
    }
  }

  private static boolean isUndecided(Section section) {
    return section.growth.isReasoning() && section.index < 0 && section.isUntold();
  }

  private void call(Item item, OutputItem told, boolean described) {
    Section section = item.open(Growth.CALL, Frame.NONE);
    if (section == null) {
      Part begun = described ? item.tool(told, "") : item.call(told, "");
      section = begin(item, begun, Growth.CALL, 0);
    }
    if (section.begun instanceof Part.ToolCall begun) {
      told.callId = told.callId.isEmpty() ? begun.id() : told.callId;
      told.name = told.name.isEmpty() ? begun.name() : told.name;
    }
    whole(section, told.input);
    if (!told.status.equals("incomplete")) {
      Part ended =
          described
              ? item.whole(item.tool(told, section.instead()), told.raw)
              : item.call(told, section.instead());
      end(section, ended);
    }
  }

  private void image(Item item, OutputItem told) {
    Section section = item.open(Growth.MEDIA, Frame.NONE);
    if (told.result.isEmpty()) {
      once(new Part.Native(provider, told.type, told.raw));
      return; // A preview that nothing came of is not whole.
    }
    Part picture = item.whole(Item.image(told, told.result), Pictures.withoutBytes(told.raw));
    if (section == null) {
      once(picture);
    } else {
      end(section, picture);
    }
  }

  /** The last that is told of a part of a message: what was not told before, and its end. */
  private void ends(Item item, Section section, OutputItem.Content content) {
    if (section.ended) {
      return;
    }
    whole(section, content.text());
    if (!section.probable) {
      probable(section, content.tokens());
    }
    List<String> citations = content.citations();
    while (section.growth == Growth.TEXT && section.cited < citations.size()) {
      cite(section, citations.get(section.cited));
    }
    end(section, instead(item, section));
  }

  private void endRest(Item item) {
    for (Section section : item.sections) {
      if (!section.ended) {
        end(section, instead(item, section));
      }
    }
  }

  /** The part as its source ends it: without what it says, unless its deltas were wrong. */
  private static Part instead(Item item, Section section) {
    return switch (section.growth) {
      case TEXT, REFUSAL, SUMMARY, THOUGHT -> item.part(section.growth, section.instead(), "");
      case CALL, MEDIA, NATIVE -> section.begun;
    };
  }

  // One part.

  /** What a piece of this type grows by; null if only the provider knows. */
  static @Nullable Growth growth(String contentType) {
    return switch (contentType) {
      case "output_text", "text", "" -> Growth.TEXT;
      case "refusal" -> Growth.REFUSAL;
      case "summary_text" -> Growth.SUMMARY;
      case "reasoning_text" -> Growth.THOUGHT;
      default -> null;
    };
  }

  /** The part of the item that grows so; begins it if there is none. */
  private Section section(Item item, Growth growth, long index) {
    Section open = item.open(growth, index);
    return open == null ? begin(item, growth, index < 0 ? item.count(growth) : index) : open;
  }

  private Section begin(Item item, Growth growth, long index) {
    Part part =
        switch (growth) {
          case TEXT, REFUSAL, THOUGHT, SUMMARY -> item.part(growth, "", "");
          case NATIVE -> new Part.Native(provider, item.type, "");
          case CALL, MEDIA ->
              item.kind == ItemKind.CALL
                  ? item.call(OutputItem.none(), "")
                  : item.tool(OutputItem.none(), "");
        };
    return begin(item, part, growth, index);
  }

  private Section begin(@Nullable Item item, Part part, Growth growth, long index) {
    if (parts >= MAX_PARTS) {
      throw UnreadableException.tooMuch("the list of the answer's parts", MAX_PARTS, "parts");
    }
    Section section = new Section(parts++, part, growth, index);
    if (item != null) {
      // Of thoughts the last piece waits for the cipher, which comes with their item's end.
      for (Section before : item.sections) {
        if (!before.ended && before.growth.isReasoning()) {
          end(before, instead(item, before));
        }
      }
      item.sections.add(section);
    }
    out.onEvent(new StreamEvent.PartStarted(section.part, part));
    return section;
  }

  private void whole(Section section, String text) {
    String missing = section.ended ? "" : section.missing(text);
    if (!missing.isEmpty()) {
      out.onEvent(section.grow(missing));
    }
  }

  private void probable(Section section, List<LogProb> tokens) {
    if (!tokens.isEmpty() && section.growth == Growth.TEXT) {
      section.probable = true;
      out.onEvent(new StreamEvent.LogProbs(section.part, tokens));
    }
  }

  private void cite(Section section, String citation) {
    section.cited++;
    out.onEvent(new StreamEvent.Cited(section.part, Citations.of(citation, readers)));
  }

  private void end(Section section, Part ended) {
    section.ended = true;
    out.onEvent(new StreamEvent.PartEnded(section.part, ended));
  }

  private void once(Part part) {
    Section section = begin(null, part, Growth.NATIVE, 0);
    end(section, part);
  }
}
