package dev.sluice.codec;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Reply;
import dev.sluice.chat.Usage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The forms of endings and of what they carry. */
final class ReplyForm {
  private static final Reply NOTHING = Reply.builder().build();

  private static final String LATER =
      "the stream ended in a way that only a later version of this library knows";

  private ReplyForm() {}

  static void write(FormWriter out, Ending ending) {
    switch (ending) {
      case Ending.Completed(Reply reply, FinishReason reason) -> {
        String word = word(reason.kind());
        out.object("completed")
            .text('s', word, "stop")
            .text('w', reason.raw(), word)
            .text('d', reason.detail());
        write(out, reply);
      }
      case Ending.Incomplete(Reply partial, Cause cause) -> {
        CauseForm.write(out.object("incomplete").name('y'), cause);
        write(out, partial);
      }
    }
    out.end();
  }

  private static String word(FinishReason.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static void write(FormWriter out, Reply reply) {
    out.name('r').object();
    PartForm.list(out, 'c', reply.parts());
    if (!reply.rounds().isEmpty()) {
      out.name('n').array();
      reply
          .rounds()
          .forEach(round -> out.array().value((long) round.end()).value(round.model()).endArray());
      out.endArray();
    }
    out.text('m', reply.askedModel());
    UsageForm.write(out, 'u', reply.usage());
    UsageForm.timings(out, 't', reply.timings());
    if (!reply.started().equals(NOTHING.started())) {
      UsageForm.started(out.name('b').object(), reply.started());
      out.end();
    }
    if (!reply.data().isEmpty()) {
      out.name('d').array();
      reply.data().forEach(data -> PartForm.data(out, data));
      out.endArray();
    }
    out.texts('w', reply.warnings());
    if (!reply.earlier().isEmpty()) {
      out.name('a').array();
      for (Reply.Attempt attempt : reply.earlier()) {
        CauseForm.write(out.object().name('y'), attempt.cause());
        UsageForm.write(out, 'u', attempt.usage());
        out.end();
      }
      out.endArray();
    }
    out.end();
  }

  /**
   * An ending; a kind that this version does not know is a failure that says so, with the reply.
   */
  static Ending read(FormReader in) {
    String kind = in.kind();
    boolean completed = kind.equals("completed");
    boolean incomplete = kind.equals("incomplete");
    String word = "stop";
    String raw = null;
    String detail = "";
    Cause cause = null;
    Reply reply = NOTHING;
    for (int name; (name = in.name()) != FormReader.END; ) {
      if (name == 'r') {
        reply = reply(in);
      } else if (completed && name == 's') {
        word = in.text();
      } else if (completed && name == 'w') {
        raw = in.text();
      } else if (completed && name == 'd') {
        detail = in.text();
      } else if (incomplete && name == 'y') {
        cause = CauseForm.read(in);
      } else {
        in.skip();
      }
    }
    if (completed) {
      return new Ending.Completed(reply, reason(word, raw == null ? word : raw).explained(detail));
    }
    if (!incomplete) {
      cause = new Cause.Failed(new Failure.Recorded(kind, LATER));
    }
    if (cause == null) {
      throw in.missing('y');
    }
    return new Ending.Incomplete(reply, cause);
  }

  private static FinishReason reason(String word, String raw) {
    for (FinishReason.Kind kind : FinishReason.Kind.values()) {
      if (word(kind).equals(word)) {
        return new FinishReason(kind, raw);
      }
    }
    return new FinishReason(FinishReason.Kind.OTHER, raw);
  }

  private static Reply reply(FormReader in) {
    Reply.Builder reply = Reply.builder();
    int start = in.place();
    List<Part> parts = List.of();
    List<Reply.Round> rounds = List.of();
    in.object();
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'c' -> parts = PartForm.parts(in);
        case 'n' -> rounds = rounds(in);
        case 'm' -> reply.askedModel(in.text());
        case 'u' -> reply.usage(UsageForm.read(in));
        case 't' -> reply.timings(UsageForm.timings(in));
        case 'b' -> {
          in.object();
          reply.started(UsageForm.started(in));
        }
        case 'd' -> data(in, reply);
        case 'w' -> warnings(in, reply);
        case 'a' -> attempts(in, reply);
        default -> in.skip();
      }
    }
    if (!join(reply, parts, rounds)) {
      throw in.broken(start, "expected rounds, \"n\", that end at parts, in order");
    }
    return reply.build();
  }

  private static List<Reply.Round> rounds(FormReader in) {
    List<Reply.Round> rounds = new ArrayList<>();
    in.array();
    while (in.element()) {
      in.array();
      UsageForm.element(in, "where the round ended");
      int end = in.smallNumber();
      UsageForm.element(in, "who answered the round");
      rounds.add(new Reply.Round(end, in.text()));
      in.skipElements();
    }
    return rounds;
  }

  private static boolean join(Reply.Builder reply, List<Part> parts, List<Reply.Round> rounds) {
    int round = 0;
    for (int i = 0; i <= parts.size(); i++) {
      for (; round < rounds.size() && rounds.get(round).end() == i; round++) {
        reply.round(rounds.get(round).model());
      }
      if (i < parts.size()) {
        reply.part(parts.get(i));
      }
    }
    return round == rounds.size();
  }

  private static void data(FormReader in, Reply.Builder reply) {
    Set<String> providers = new HashSet<>();
    in.array();
    while (in.element()) {
      int start = in.place();
      ProviderData data = PartForm.data(in);
      if (!providers.add(data.provider())) {
        throw in.broken(start, "expected each provider once");
      }
      if (providers.size() > Limits.MAX_PROVIDERS) {
        throw in.broken(
            start, "there are more providers than the limit of " + Limits.MAX_PROVIDERS);
      }
      reply.data(data);
    }
  }

  private static void warnings(FormReader in, Reply.Builder reply) {
    in.array();
    while (in.element()) {
      reply.warning(in.text());
    }
  }

  private static void attempts(FormReader in, Reply.Builder reply) {
    in.array();
    while (in.element()) {
      Cause cause = null;
      Usage usage = Usage.unknown();
      in.object();
      for (int name; (name = in.name()) != FormReader.END; ) {
        switch (name) {
          case 'y' -> cause = CauseForm.read(in);
          case 'u' -> usage = UsageForm.read(in);
          default -> in.skip();
        }
      }
      if (cause == null) {
        throw in.missing('y');
      }
      reply.earlier(new Reply.Attempt(cause, usage));
    }
  }
}
