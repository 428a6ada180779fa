package dev.sluice.llamacpp.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A field that moved must be noticed before anything else is called. */
class StructLayoutsTest {
  private static final int THREADS = 3;

  @Test
  void theSizesAreThoseOfTheHeader() {
    assertThat(StructLayouts.MODEL_PARAMS.byteSize()).isEqualTo(80);
    assertThat(StructLayouts.BATCH.byteSize()).isEqualTo(56);
    assertThat(StructLayouts.THREADPOOL_PARAMS.byteSize()).isEqualTo(528);
  }

  @Test
  void theLibrarysDefaultsPass() {
    Llama llama = RealModel.llama();
    try (Arena arena = Arena.ofConfined()) {
      Defaults defaults = Defaults.of(llama, arena);
      assertThatCode(defaults::check).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"n_ctx", "n_batch", "n_ubatch", "n_seq_max", "n_threads", "type_k"})
  void anotherDefaultOfAContextIsNamed(String field) {
    Llama llama = RealModel.llama();
    try (Arena arena = Arena.ofConfined()) {
      Defaults defaults = Defaults.of(llama, arena);
      StructLayouts.setInt(StructLayouts.CONTEXT_PARAMS, defaults.context, field, 77);
      assertThatThrownBy(defaults::check)
          .isInstanceOf(LlamaException.class)
          .hasMessageContaining("is not the version that Sluice was built for")
          .hasMessageContaining("its default of " + field + " is 77, expected ")
          .hasMessageEndingWith("Build again, so that the pinned version is packed.");
    }
  }

  @Test
  void aStructThatIsShiftedByAFieldIsNoticed() {
    Llama llama = RealModel.llama();
    try (Arena arena = Arena.ofConfined()) {
      for (boolean ofContext : new boolean[] {true, false}) {
        Defaults defaults = Defaults.of(llama, arena);
        MemorySegment struct = ofContext ? defaults.context : defaults.model;
        MemorySegment.copy(
            struct.toArray(ValueLayout.JAVA_BYTE),
            0,
            struct,
            ValueLayout.JAVA_BYTE,
            4,
            (int) struct.byteSize() - 4);
        assertThatThrownBy(defaults::check).isInstanceOf(LlamaException.class);
      }
    }
  }

  @Test
  void aTruthValueThatIsNeitherIsNoticed() {
    Llama llama = RealModel.llama();
    try (Arena arena = Arena.ofConfined()) {
      Defaults defaults = Defaults.of(llama, arena);
      long at =
          StructLayouts.MODEL_PARAMS.byteOffset(
              java.lang.foreign.MemoryLayout.PathElement.groupElement("use_extra_bufts"));
      defaults.model.set(ValueLayout.JAVA_BYTE, at, (byte) 2);
      assertThatThrownBy(defaults::check).hasMessageContaining("vocab_only+2 is 2, expected 1");
    }
  }

  @Test
  void aFunctionThatTheLibraryLacksIsNamed() {
    assertThatThrownBy(() -> Linkage.ofProcess().function("llama_no_such_function", null))
        .isInstanceOf(LlamaException.class)
        .hasMessage(
            "This llama.cpp library has no function llama_no_such_function: it is not the version that Sluice was built for.");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 513, Integer.MAX_VALUE})
  void aNumberOfThreadsBeyondTheArraysIsRefused(int threads) {
    Llama llama = RealModel.llama();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThreadPool.start(llama.threadPools, threads))
        .withMessage("threads must be 1 to 512, not " + threads);
  }

  @Test
  void aNullPointerIsNoText() {
    assertThat(Linkage.text(MemorySegment.NULL)).isNull();
  }

  private record Defaults(MemorySegment model, MemorySegment context, MemorySegment pool) {
    static Defaults of(Llama llama, Arena arena) {
      MemorySegment pool = arena.allocate(StructLayouts.THREADPOOL_PARAMS);
      llama.threadPools.defaults(pool, THREADS);
      return new Defaults(
          llama.defaultParams(llama.c.modelDefaultParams, arena),
          llama.defaultParams(llama.c.contextDefaultParams, arena),
          pool);
    }

    void check() {
      StructLayouts.check(model, context, pool, THREADS);
    }
  }
}
