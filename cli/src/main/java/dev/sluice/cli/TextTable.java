package dev.sluice.cli;

import java.util.ArrayList;
import java.util.List;

/** Lines of columns for people; the last column is as wide as it is. For one thread. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... head) {
    rows.add(List.of(head));
  }

  /** Adds a line; nothing in it can leave its line or move the cursor. */
  void row(String... columns) {
    rows.add(List.of(columns).stream().map(Visible::inOneLine).toList());
  }

  @Override
  public String toString() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < columns - 1; i++) {
        table.append(row.get(i)).repeat(" ", widths[i] - row.get(i).length() + 2);
      }
      table.append(row.getLast()).append('\n');
    }
    return table.toString();
  }
}
