package dev.sluice.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Walks through steps in the order they are played, unfolding what is repeated. */
final class Cursor {
  private final Deque<Block> blocks = new ArrayDeque<>();

  Cursor(List<Step> steps) {
    blocks.push(new Block(steps, 1));
  }

  private static final class Block {
    private final List<Step> steps;
    private long roundsLeft;
    private int next;

    Block(List<Step> steps, long rounds) {
      this.steps = steps;
      this.roundsLeft = rounds;
    }
  }

  /** The next step. A response's last step is an ending, after which nobody asks. */
  Step.Played next() {
    while (true) {
      Block block = blocks.getFirst();
      if (block.next == block.steps.size()) {
        block.next = 0;
        if (--block.roundsLeft == 0) {
          blocks.pop();
        }
        continue;
      }
      switch (block.steps.get(block.next++)) {
        case Step.Repeat repeat -> blocks.push(new Block(repeat.steps(), repeat.count()));
        case Step.Played played -> {
          return played;
        }
      }
    }
  }
}
