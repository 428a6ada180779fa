package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Spoken.Kind;
import dev.sluice.simulator.Spoken.Part;
import org.junit.jupiter.api.Test;

class SpokenTest {

  @Test
  void whatFollowsInTheSameKindIsOnePart() {
    var spoken = new Spoken(100);
    spoken.add(new Step.Text(Octets.utf8("a")));
    spoken.add(new Step.Text(Octets.utf8("b")));
    spoken.add(new Step.Reasoning(Octets.utf8("c")));
    spoken.add(new Step.Text(Octets.utf8("d")));
    assertThat(spoken.parts()).extracting(Part::json).containsExactly("ab", "c", "d");
    assertThat(spoken.joined(Kind.TEXT)).isEqualTo("abd");
  }

  @Test
  void anAnswerThatGoesOnForEverIsNotKeptForEver() {
    var spoken = new Spoken(10);
    for (int i = 0; i < 100; i++) {
      spoken.add(new Step.Text(Octets.utf8("four")));
      spoken.add(new Step.Arguments(0, Octets.utf8("four")));
    }
    assertThat(spoken.parts()).allMatch(part -> part.json().length() <= 10);
  }
}
