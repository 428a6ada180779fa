package dev.sluice.cli;

import dev.sluice.policy.Budget;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Budgets as people type them: {@code 500tokens}, {@code 4000chars}. */
final class BudgetText {
  private static final Pattern BUDGET = Pattern.compile("(\\d{1,12})(tokens|chars)");

  private BudgetText() {}

  /** The budget; empty if it is none. */
  static Optional<Budget> read(String text) {
    Matcher amount = BUDGET.matcher(text);
    if (!amount.matches() || Long.parseLong(amount.group(1)) < 1) {
      return Optional.empty();
    }
    long max = Long.parseLong(amount.group(1));
    return Optional.of(
        amount.group(2).equals("tokens") ? Budget.tokens(max) : Budget.characters(max));
  }
}
