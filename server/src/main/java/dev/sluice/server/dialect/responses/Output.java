package dev.sluice.server.dialect.responses;

import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.server.dialect.CallArguments;
import dev.sluice.server.dialect.CallIds;
import dev.sluice.server.dialect.Notes;
import dev.sluice.server.dialect.Progress;
import dev.sluice.server.dialect.Proof;
import dev.sluice.server.dialect.Quoted;
import dev.sluice.server.dialect.Told;
import dev.sluice.server.dialect.responses.OutputItem.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells the parts of an answer as items. Texts that follow each other are pieces of one message.
 * Not thread-safe.
 */
// Long because the ways of each kind of part from its beginning to its end are read side by side.
final class Output {
  private final String run;
  private final ItemEvents events;
  private final ClientTools tools;
  private final CallIds ids;
  private final List<OutputItem> items = new ArrayList<>(2);

  /** The number of the next item. */
  private long next;

  private final Map<Integer, Section> sections = new HashMap<>();

  /** The part that grew last, and mostly grows on. */
  private int lastPart = -1;

  private @Nullable Section last;

  private final Progress progress = new Progress();
  private final Notes notes = new Notes();

  /** Who answers, see {@link Told#answerer}. */
  private String answerer;

  /** A part of the answer: where it is told. */
  private static final class Section {
    final OutputItem item;

    /** Null if it is no piece of its item. */
    final @Nullable Piece piece;

    /** Whether the client hears of it only once it is whole. */
    final boolean heldBack;

    /** What grew before its end, of what is held back. */
    StringBuilder grown = new StringBuilder(0);

    Section(OutputItem item, @Nullable Piece piece, boolean heldBack) {
      this.item = item;
      this.piece = piece;
      this.heldBack = heldBack;
    }
  }

  Output(Told told, EventWriter events) {
    this.run = told.run();
    this.answerer = told.answerer();
    this.events = new ItemEvents(events);
    this.tools = new ClientTools(told.request());
    this.ids = CallIds.of(told);
  }

  /** All items, as the elements of a list; those that are not over as this says. */
  String json(String statusOfOpen) {
    StringBuilder all = new StringBuilder("[");
    for (OutputItem item : items) {
      if (item.kind == Kind.OWN && item.done.isEmpty()) {
        continue; // Begun in a frame of a provider that has been left.
      }
      String json = item.done.isEmpty() ? item.json(statusOfOpen) : item.done;
      all.append(all.length() == 1 ? "" : ",").append(json);
    }
    return all.append(']').toString();
  }

  /** From here on this model answers. */
  void answeredBy(String model) {
    answerer = model;
  }

  /** See {@link Progress#goOn}. */
  boolean goOn(StreamEvent.Continued on) {
    sections.keySet().removeIf(part -> part > on.part());
    notes.forget(on.part());
    lastPart = -1;
    last = null;
    return progress.goOn(on);
  }

  // What comes.

  void hear(StreamEvent.Content content) {
    switch (content) {
      case StreamEvent.TextDelta delta -> grow(delta.part(), delta.text(), PieceKind.TEXT);
      case StreamEvent.ReasoningDelta delta -> grow(delta.part(), delta.text(), PieceKind.THOUGHT);
      case StreamEvent.RefusalDelta delta -> grow(delta.part(), delta.text(), PieceKind.REFUSAL);
      case StreamEvent.ToolCallDelta delta -> arguments(delta.part(), delta.fragment());
      case StreamEvent.PartStarted started -> begin(started.part(), started.begun());
      case StreamEvent.PartEnded ended -> end(ended.part(), ended.ended());
      case StreamEvent.MediaDelta delta -> media(delta);
      case StreamEvent.Cited cited -> cite(cited);
      case StreamEvent.LogProbs probable -> probable(probable);
      case StreamEvent.PartNoted noted -> notes.note(noted.part(), noted.data());
      case StreamEvent.NativeDelta n -> {}
    }
  }

  private void begin(int part, Part begun) {
    switch (begun) {
      case Part.Text text -> {
        progress.begins(part, text);
        said(part, PieceKind.TEXT, text.text(), text);
      }
      case Part.Refusal refusal -> said(part, PieceKind.REFUSAL, refusal.text(), refusal);
      case Part.Reasoning thought -> {
        PieceKind kind = thought.isSummary() ? PieceKind.SUMMARY : PieceKind.THOUGHT;
        said(part, kind, thought.text(), thought);
      }
      case Part.ToolCall call -> {
        if (!call.isRunByProvider()) {
          call(part, call);
        }
      }
      case Part.Media m -> {}
      case Part.ToolResult r -> {}
      case Part.ApprovalRequest a -> {}
      case Part.ApprovalAnswer a -> {}
      case Part.Native n -> {}
    }
  }

  private void said(int part, PieceKind kind, String text, Part begun) {
    OutputItem item = itemFor(kind, begun);
    if (kind.isThought()) {
      // Whether there are thoughts at all is told by what follows.
      sections.put(part, new Section(item, null, false));
    } else {
      sections.put(part, new Section(item, events.begin(item, kind), false));
      progress.stands(part);
    }
    if (!text.isEmpty()) {
      grow(part, text, kind);
    }
  }

  /** The item that a piece belongs to: the latest if it fits, or a new one. */
  private OutputItem itemFor(PieceKind kind, Part begun) {
    Kind wanted = kind.isThought() ? Kind.REASONING : Kind.MESSAGE;
    String known = knownId(begun, wanted);
    String phase = phase(begun);
    OutputItem latest = items.isEmpty() ? null : items.getLast();
    if (latest != null && latest.kind == wanted && latest.done.isEmpty()) {
      boolean isSame = known.isEmpty() || known.equals(latest.id);
      boolean fits =
          kind.isThought() ? !known.isEmpty() && isSame : isSame && latest.phase.equals(phase);
      if (fits) {
        return latest;
      }
    }
    return add(wanted, known, phase);
  }

  /** What its provider calls the item, if that is of this format. */
  private static String knownId(Part part, Kind kind) {
    return part.data()
        .flatMap(data -> data.field("id"))
        .map(Quoted::read)
        .filter(id -> id.startsWith(kind.prefix))
        .orElse("");
  }

  private static String phase(Part part) {
    boolean commentary = part instanceof Part.Text text && text.isCommentary();
    return part.data()
        .flatMap(data -> data.field("phase"))
        .filter(phase -> phase.startsWith("\""))
        .orElse(commentary ? "\"commentary\"" : "");
  }

  private OutputItem add(Kind kind, String known, String phase) {
    settle();
    OutputItem item = item(kind, known, phase);
    events.added(item);
    return item;
  }

  private OutputItem item(Kind kind, String known, String phase) {
    return item(kind, next, known, phase);
  }

  private OutputItem item(Kind kind, long index, String known, String phase) {
    next = index + 1;
    String id = known.isEmpty() ? kind.prefix + run + "_" + index : known;
    OutputItem item = new OutputItem(kind, index, id, phase);
    items.add(item);
    return item;
  }

  /** The latest item is over if nothing of it is to come: another one begins. */
  private void settle() {
    if (!items.isEmpty()) {
      OutputItem latest = items.getLast();
      if (latest.kind.isSaid() && latest.done.isEmpty() && latest.isToldOut()) {
        events.finish(latest, "completed");
      }
    }
  }

  private void grow(int part, String text, PieceKind kind) {
    Section section = part == lastPart ? last : null;
    if (section == null || section.piece == null) {
      section = grows(part, kind);
    }
    Piece piece = section.piece;
    if (piece == null || piece.ended) {
      return; // A defect of its source: what is over does not grow.
    }
    switch (kind) {
      case TEXT -> progress.text(part, text);
      case REFUSAL -> progress.says(part);
      case THOUGHT, SUMMARY -> progress.grows(part);
    }
    events.grow(piece, text);
  }

  private Section grows(int part, PieceKind kind) {
    Section section = sections.get(part);
    if (section == null) {
      // Its beginning was in a frame of a provider that has been left.
      OutputItem item = itemFor(kind, kind.isThought() ? new Part.Reasoning("") : Part.text(""));
      section = new Section(item, openPiece(item, kind), false);
    } else if (section.piece == null && section.item.kind == Kind.REASONING) {
      section = new Section(section.item, events.begin(section.item, kind), false);
    }
    sections.put(part, section);
    lastPart = part;
    last = section;
    return section;
  }

  private Piece openPiece(OutputItem item, PieceKind kind) {
    Piece latest = item.pieces.isEmpty() ? null : item.pieces.getLast();
    return latest != null && latest.kind == kind && !latest.ended
        ? latest
        : events.begin(item, kind);
  }

  private void call(int part, Part.ToolCall call) {
    progress.stands(part);
    Kind kind = call.isFreeText() ? Kind.CUSTOM_CALL : tools.kind(call.name());
    if (!kind.isShownGrowing()) {
      settle();
      Section section = new Section(item(kind, knownId(call, kind), ""), null, true);
      section.item.calls(call, ids.next(part, call), tools);
      section.grown.append(call.arguments());
      sections.put(part, section);
      return;
    }
    settle();
    OutputItem item = item(kind, knownId(call, kind), "");
    item.calls(call, ids.next(part, call), tools);
    sections.put(part, new Section(item, null, false));
    events.added(item);
    if (!call.arguments().isEmpty()) {
      arguments(part, call.arguments());
    }
  }

  private void arguments(int part, String fragment) {
    Section section = sections.get(part);
    if (section == null || !section.item.done.isEmpty()) {
      return;
    }
    if (section.heldBack) {
      section.grown.append(fragment);
      return;
    }
    events.arguments(section.item, fragment);
  }

  private void cite(StreamEvent.Cited cited) {
    Section section = sections.get(cited.part());
    Piece piece = section == null ? null : section.piece;
    if (piece != null && piece.kind == PieceKind.TEXT && !piece.ended) {
      events.cite(piece, cited.citation());
    }
  }

  /** How probable the tokens were that came just before. */
  private void probable(StreamEvent.LogProbs probable) {
    Section section = sections.get(probable.part());
    Piece piece = section == null ? null : section.piece;
    if (piece != null && piece.kind == PieceKind.TEXT && !probable.tokens().isEmpty()) {
      events.probable(piece, probable.tokens());
    }
  }

  private void media(StreamEvent.MediaDelta delta) {
    Section section = sections.get(delta.part());
    if (section == null) {
      section = new Section(new OutputItem(Kind.IMAGE, -1, "", ""), null, true);
      sections.put(delta.part(), section);
    }
    if (delta.replaces()) {
      section.grown.setLength(0);
    }
    section.grown.append(delta.base64());
  }

  // The end of a part.

  private void end(int part, Part ended) {
    switch (ended) {
      case Part.Text text -> ends(part, text.text(), PieceKind.TEXT);
      case Part.Refusal refusal -> ends(part, refusal.text(), PieceKind.REFUSAL);
      case Part.Reasoning thought -> thought(part, thought);
      case Part.ToolCall call -> callEnds(part, call);
      case Part.Media media -> mediaEnds(part, media);
      case Part.ApprovalRequest asked -> own(asked);
      case Part.Native own -> own(own);
      case Part.ToolResult r -> {}
      case Part.ApprovalAnswer a -> {}
    }
    if (part == lastPart) {
      lastPart = -1;
      last = null;
    }
  }

  private void ends(int part, String whole, PieceKind kind) {
    Section section = sections.get(part);
    Piece piece = section == null ? null : section.piece;
    if ((piece == null || piece.text.isEmpty()) && !whole.isEmpty()) {
      grow(part, whole, kind);
      section = sections.get(part);
      piece = section == null ? null : section.piece;
    }
    if (section != null && piece != null && !piece.ended) {
      events.end(section.item, piece);
      if (section.item != items.getLast() && section.item.isToldOut()) {
        events.finish(section.item, "completed");
      }
    }
  }

  private void thought(int part, Part.Reasoning thought) {
    Section section = sections.get(part);
    if (section == null) {
      section = new Section(itemFor(PieceKind.THOUGHT, thought), null, false);
      sections.put(part, section);
    }
    String proof = proof((Part.Reasoning) notes.on(part, thought));
    OutputItem item = section.item;
    item.cipher = proof.isEmpty() ? item.cipher : proof;
    ends(part, thought.text(), thought.isSummary() ? PieceKind.SUMMARY : PieceKind.THOUGHT);
    if (item.done.isEmpty() && item != items.getLast() && item.isToldOut()) {
      events.finish(item, "completed");
    }
  }

  /** A cipher that came from an item of this format goes back as it is. */
  private String proof(Part.Reasoning thought) {
    boolean isNative =
        thought.signature().isEmpty()
            && (answerer.isEmpty() || thought.data().isPresent())
            && (thought.data().isEmpty() || Proof.isKnownHere(thought.data()));
    return isNative ? thought.cipher() : Proof.of(answerer, thought);
  }

  private void callEnds(int part, Part.ToolCall call) {
    if (call.isRunByProvider()) {
      own(call);
      return;
    }
    Section section = sections.get(part);
    if (section == null) {
      call(part, call);
      section = sections.get(part);
    }
    String arguments = CallArguments.of(call);
    if (section != null
        && section.item.done.isEmpty()
        && !section.heldBack
        && !arguments.isEmpty()
        && section.item.arguments.isEmpty()) {
      arguments(part, arguments);
    } else if (section != null && section.heldBack && section.grown.isEmpty()) {
      section.grown.append(call.arguments());
    }
    if (section == null || !section.item.done.isEmpty()) {
      return;
    }
    OutputItem item = section.item;
    if (section.heldBack) {
      wholeCall(item, call, section.grown.toString());
    } else {
      events.argumentsDone(item);
      events.finish(item, "completed");
    }
    prove(Proof.of(answerer, (Part.ToolCall) notes.on(part, call), item.callId));
  }

  /** A call that the client hears of now. */
  private void wholeCall(OutputItem item, Part.ToolCall call, String grown) {
    String own = whole(call);
    if (!own.isEmpty()) {
      events.told(item, own, own);
      return;
    }
    if (item.kind != Kind.CUSTOM_CALL) {
      item.arguments.append(grown);
      events.told(item, item.json("in_progress"), item.json("completed"));
      return;
    }
    events.added(item);
    item.arguments.append(call.isFreeText() ? grown : ClientTools.input(grown));
    events.input(item);
    events.finish(item, "completed");
  }

  /** What a provider wants back with a call, in an item of its own. */
  private void prove(String proof) {
    if (!proof.isEmpty()) {
      OutputItem item = add(Kind.REASONING, "", "");
      item.cipher = proof;
      events.finish(item, "completed");
    }
  }

  private void mediaEnds(int part, Part.Media media) {
    Section section = sections.remove(part);
    String base64 = media.source() instanceof Part.Media.Inline(String held) ? held : "";
    String whole = base64.isEmpty() && section != null ? section.grown.toString() : base64;
    if (media.kind() == Part.Media.Kind.IMAGE && !whole.isEmpty()) {
      OutputItem item = add(Kind.IMAGE, knownId(media, Kind.IMAGE), "");
      item.arguments.append(whole);
      events.finish(item, "completed");
    }
  }

  /** What its provider told as an item of this format, as it was. */
  private void own(Part part) {
    String whole = whole(part);
    if (!whole.isEmpty()) {
      settle();
      events.told(item(Kind.OWN, "", ""), whole, whole);
    }
  }

  private static String whole(Part part) {
    Optional<String> item = part.data().flatMap(data -> data.field("item"));
    if (item.isEmpty() && part instanceof Part.Native own) {
      return isOfThisFormat(own) ? own.json() : "";
    }
    return item.filter(json -> json.startsWith("{")).orElse("");
  }

  /** Other providers have parts of their own under other names. */
  private static boolean isOfThisFormat(Part.Native own) {
    return own.isWhole()
        && switch (own.type()) {
          case "mcp_list_tools",
              "shell_call",
              "shell_call_output",
              "computer_call_output",
              "apply_patch_call_output",
              "tool_search_call",
              "tool_search_output" ->
              true;
          case "compaction" -> own.json().contains("\"encrypted_content\"");
          default -> false;
        };
  }

  /** The answer has come to its end. */
  void finish(boolean cutOff) {
    for (OutputItem item : items) {
      if (item.done.isEmpty() && item.kind != Kind.OWN) {
        boolean open = !item.isToldOut() || !item.kind.isSaid();
        for (Piece piece : item.pieces) {
          if (!piece.ended) {
            events.end(item, piece);
          }
        }
        events.finish(item, open && cutOff ? "incomplete" : "completed");
      }
    }
  }

  // What frames have told.

  /**
   * Frames have told an item, behind those before.
   *
   * @param whole it as JSON; empty if it is not whole
   */
  void framed(Kind kind, long index, String id, String phase, String whole) {
    OutputItem item = item(kind, index, id, phase);
    if (!whole.isEmpty() || !kind.isSaid()) {
      item.end(whole);
    }
  }

  /** And that the last piece of the last item that is not whole says this. */
  void framed(PieceKind kind, String text, boolean withCalls) {
    progress.byFrames(withCalls);
    OutputItem latest = items.isEmpty() ? null : items.getLast();
    if (latest != null && latest.kind.isSaid() && latest.done.isEmpty() && !text.isEmpty()) {
      latest.begin(kind).text.append(text);
    }
  }
}
