package dev.sluice.wire;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.sluice.policy.Budget;
import dev.sluice.policy.Fallback;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.stream.ChatModel;

/**
 * A way to deal with faults: the policies, what the provider says after its fault, and, from the
 * requirements alone, how it must end.
 */
enum Treatment {
  TIMEOUTS("") {
    @Override
    ChatModel of(ChatModel model, ChatModel other) {
      return model;
    }

    @Override
    Expected expected(Fault fault) {
      return new Expected(fault.ending(), fault.text());
    }
  },
  RETRY(Treatment.another()) {
    @Override
    ChatModel of(ChatModel model, ChatModel other) {
      return model.with(Retry.upTo(3).waits(ofMillis(1)));
    }

    @Override
    Expected expected(Fault fault) {
      return mended(fault, !fault.begins() && fault.mayPass(), "Eins zwei");
    }
  },
  RESTART(Treatment.another()) {
    @Override
    ChatModel of(ChatModel model, ChatModel other) {
      return model.with(OnCut.restart());
    }

    @Override
    Expected expected(Fault fault) {
      return mended(fault, fault.begins() && fault.mayPass(), "Eins zwei");
    }
  },
  RESUME(Treatment.rest()) {
    @Override
    ChatModel of(ChatModel model, ChatModel other) {
      return model.with(OnCut.resume());
    }

    @Override
    Expected expected(Fault fault) {
      return mended(fault, fault.begins() && fault.mayPass(), fault.text() + "and four");
    }
  },
  FALLBACK("") {
    @Override
    ChatModel of(ChatModel model, ChatModel other) {
      return model.with(Fallback.to(other));
    }

    @Override
    Expected expected(Fault fault) {
      return mended(fault, !fault.begins(), "Eins zwei");
    }
  },
  FALLBACK_THAT_CONTINUES("") {
    @Override
    ChatModel of(ChatModel model, ChatModel other) {
      return model.with(Fallback.to(other).afterFirstToken(OnCut.Mode.RESUME));
    }

    @Override
    Expected expected(Fault fault) {
      return mended(fault, !fault.begins() || fault.mayPass(), fault.text() + "Eins zwei");
    }
  },
  BUDGET("") {
    @Override
    ChatModel of(ChatModel model, ChatModel other) {
      return model.with(Budget.characters(5));
    }

    @Override
    Expected expected(Fault fault) {
      String text = fault.text();
      return text.codePointCount(0, text.length()) < 5
          ? new Expected(fault.ending(), text)
          : new Expected("over_budget", text.substring(0, text.offsetByCodePoints(0, 5)));
    }
  };

  /** How a stream must end. */
  record Expected(String kind, String text) {}

  private final String then;

  Treatment(String then) {
    this.then = then;
  }

  /** The model with the policies of this treatment. */
  abstract ChatModel of(ChatModel model, ChatModel other);

  abstract Expected expected(Fault fault);

  /** Whether text that was handed out becomes void, so that a view of it alone ends with that. */
  boolean takesBack(Fault fault) {
    return this == RESTART
        && !fault.text().isEmpty()
        && !expected(fault).text().equals(fault.text());
  }

  /** The fault once, then what mends it; again and again where nothing does. */
  String script(Fault fault, Speaks speaks) {
    boolean mends = !then.isEmpty() && expected(fault).kind().equals("completed");
    String condition = this == RESUME ? speaks.whenContinued() + "\n" : "";
    return mends ? fault.script() + "\n---\n" + condition + then : fault.script();
  }

  /** Whether it says anything about this fault that the timeouts alone do not. */
  boolean matters(Fault fault) {
    return !fault.ending().equals("timed_out")
        || this == TIMEOUTS
        || !expected(fault).equals(TIMEOUTS.expected(fault));
  }

  /** Timeouts that only a stall hits, and soon. */
  static Timeouts timeouts(Fault fault) {
    boolean stalls = fault.ending().equals("timed_out");
    Timeouts patient = Timeouts.defaults().firstToken(ofSeconds(20)).idle(ofSeconds(20));
    if (!stalls) {
      return patient;
    }
    return fault.begins() ? patient.idle(ofMillis(250)) : patient.firstToken(ofMillis(250));
  }

  /** Another answer, whole. */
  static String another() {
    return "role\ntext \"Eins \"\ntext \"zwei\"\nfinish stop\nusage 5 2\ndone\nend";
  }

  private static String rest() {
    return "role\ntext \"and \"\ntext \"four\"\nfinish stop\ndone\nend";
  }

  private static Expected mended(Fault fault, boolean isMended, String text) {
    return isMended && !fault.isComplete()
        ? new Expected("completed", text)
        : new Expected(fault.ending(), fault.text());
  }
}
