package dev.sluice.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class InlineTest {
  /** A build that has a name for it. */
  public static final class Named {
    public static final Executor INLINE =
        task -> {
          throw new UnsupportedOperationException("it is only a name");
        };
  }

  /** And one that calls something else so. */
  public static final class Otherwise {
    public static final String INLINE = "inline";
  }

  @Test
  void theNameOfTheLibraryIsUsed() {
    assertThat(Inline.find(Named.class)).isSameAs(Named.INLINE);
  }

  @Test
  void aBuildWithoutTheNameTakesAnExecutorThatRunsInPlace() {
    Thread[] ran = new Thread[1];
    Inline.find(Object.class).execute(() -> ran[0] = Thread.currentThread());
    assertThat(ran[0]).isSameAs(Thread.currentThread());
  }

  @Test
  void aNameThatMeansSomethingElseIsToldAndNotPassedOver() {
    assertThatThrownBy(() -> Inline.find(Otherwise.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("INLINE");
  }
}
