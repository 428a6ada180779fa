package dev.sluice.llamacpp.binding;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * The C structs that we pass by value, as {@code llama.h} and {@code ggml.h} of llama.cpp v0.5.0
 * declare them.
 *
 * <p>C has no way to ask a library for its layouts. A field that moved would silently become
 * another setting, so {@link #check} compares the defaults that the library fills in with those of
 * the header before anything else is called.
 */
final class StructLayouts {
  static final StructLayout MODEL_PARAMS =
      MemoryLayout.structLayout(
          ADDRESS.withName("devices"),
          ADDRESS.withName("tensor_buft_overrides"),
          JAVA_INT.withName("n_gpu_layers"),
          JAVA_INT.withName("split_mode"),
          JAVA_INT.withName("load_mode"),
          JAVA_INT.withName("lazy_mode"),
          JAVA_INT.withName("main_gpu"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("tensor_split"),
          ADDRESS.withName("progress_callback"),
          ADDRESS.withName("progress_callback_user_data"),
          ADDRESS.withName("kv_overrides"),
          JAVA_BOOLEAN.withName("vocab_only"),
          JAVA_BOOLEAN.withName("check_tensors"),
          JAVA_BOOLEAN.withName("use_extra_bufts"),
          JAVA_BOOLEAN.withName("no_host"),
          JAVA_BOOLEAN.withName("no_alloc"),
          JAVA_BOOLEAN.withName("load_mtp"),
          MemoryLayout.paddingLayout(2));

  static final StructLayout CONTEXT_PARAMS =
      MemoryLayout.structLayout(
          JAVA_INT.withName("n_ctx"),
          JAVA_INT.withName("n_batch"),
          JAVA_INT.withName("n_ubatch"),
          JAVA_INT.withName("n_seq_max"),
          JAVA_INT.withName("n_rs_seq"),
          JAVA_INT.withName("n_outputs_max"),
          JAVA_INT.withName("n_outputs_max_per_seq"),
          JAVA_INT.withName("n_threads"),
          JAVA_INT.withName("n_threads_batch"),
          JAVA_INT.withName("ctx_type"),
          JAVA_INT.withName("rope_scaling_type"),
          JAVA_INT.withName("pooling_type"),
          JAVA_INT.withName("attention_type"),
          JAVA_INT.withName("flash_attn_type"),
          JAVA_FLOAT.withName("rope_freq_base"),
          JAVA_FLOAT.withName("rope_freq_scale"),
          JAVA_FLOAT.withName("yarn_ext_factor"),
          JAVA_FLOAT.withName("yarn_attn_factor"),
          JAVA_FLOAT.withName("yarn_beta_fast"),
          JAVA_FLOAT.withName("yarn_beta_slow"),
          JAVA_INT.withName("yarn_orig_ctx"),
          JAVA_FLOAT.withName("defrag_thold"),
          ADDRESS.withName("cb_eval"),
          ADDRESS.withName("cb_eval_user_data"),
          JAVA_INT.withName("type_k"),
          JAVA_INT.withName("type_v"),
          ADDRESS.withName("abort_callback"),
          ADDRESS.withName("abort_callback_data"),
          JAVA_BOOLEAN.withName("embeddings"),
          JAVA_BOOLEAN.withName("offload_kqv"),
          JAVA_BOOLEAN.withName("no_perf"),
          JAVA_BOOLEAN.withName("op_offload"),
          JAVA_BOOLEAN.withName("swa_full"),
          JAVA_BOOLEAN.withName("kv_unified"),
          MemoryLayout.paddingLayout(2),
          ADDRESS.withName("samplers"),
          JAVA_LONG.withName("n_samplers"),
          ADDRESS.withName("ctx_other"));

  static final StructLayout BATCH =
      MemoryLayout.structLayout(
          JAVA_INT.withName("n_tokens"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("token"),
          ADDRESS.withName("embd"),
          ADDRESS.withName("pos"),
          ADDRESS.withName("n_seq_id"),
          ADDRESS.withName("seq_id"),
          ADDRESS.withName("logits"));

  /** ggml_threadpool_params; GGML_MAX_N_THREADS is 512. */
  static final int MAX_THREADS = 512;

  static final StructLayout THREADPOOL_PARAMS =
      MemoryLayout.structLayout(
          MemoryLayout.sequenceLayout(MAX_THREADS, JAVA_BOOLEAN).withName("cpumask"),
          JAVA_INT.withName("n_threads"),
          JAVA_INT.withName("prio"),
          JAVA_INT.withName("poll"),
          JAVA_BOOLEAN.withName("strict_cpu"),
          JAVA_BOOLEAN.withName("paused"),
          MemoryLayout.paddingLayout(2));

  private StructLayouts() {}

  static int intAt(StructLayout layout, MemorySegment struct, String field) {
    return struct.get(JAVA_INT, layout.byteOffset(groupElement(field)));
  }

  static void setInt(StructLayout layout, MemorySegment struct, String field, int value) {
    struct.set(JAVA_INT, layout.byteOffset(groupElement(field)), value);
  }

  static void setAddress(
      StructLayout layout, MemorySegment struct, String field, MemorySegment value) {
    struct.set(ADDRESS, layout.byteOffset(groupElement(field)), value);
  }

  /**
   * Compares the library's defaults with the header's.
   *
   * @throws LlamaException if a field that we rely on is elsewhere or means something else
   */
  static void check(
      MemorySegment model, MemorySegment context, MemorySegment pool, int poolThreads) {
    expect(MODEL_PARAMS, model, "n_gpu_layers", -1);
    expect(MODEL_PARAMS, model, "split_mode", 1);
    expect(MODEL_PARAMS, model, "load_mode", -1);
    expect(MODEL_PARAMS, model, "lazy_mode", 1);
    expectBooleans(MODEL_PARAMS, model, "vocab_only", false, false, true, false, false, false);
    expect(CONTEXT_PARAMS, context, "n_ctx", 512);
    expect(CONTEXT_PARAMS, context, "n_batch", 2048);
    expect(CONTEXT_PARAMS, context, "n_ubatch", 512);
    expect(CONTEXT_PARAMS, context, "n_seq_max", 1);
    expect(CONTEXT_PARAMS, context, "n_outputs_max_per_seq", 1);
    expect(CONTEXT_PARAMS, context, "n_threads", 4);
    expect(CONTEXT_PARAMS, context, "n_threads_batch", 4);
    expect(CONTEXT_PARAMS, context, "flash_attn_type", -1);
    expect(CONTEXT_PARAMS, context, "yarn_ext_factor", Float.floatToRawIntBits(-1f));
    expect(CONTEXT_PARAMS, context, "defrag_thold", Float.floatToRawIntBits(-1f));
    expect(CONTEXT_PARAMS, context, "type_k", 1);
    expect(CONTEXT_PARAMS, context, "type_v", 1);
    expectBooleans(CONTEXT_PARAMS, context, "embeddings", false, true, true, true, true, false);
    expect(THREADPOOL_PARAMS, pool, "n_threads", poolThreads);
    expect(THREADPOOL_PARAMS, pool, "prio", 0);
    expect(THREADPOOL_PARAMS, pool, "poll", 50);
  }

  private static void expect(
      StructLayout layout, MemorySegment struct, String field, int expected) {
    int actual = intAt(layout, struct, field);
    if (actual != expected) {
      throw mismatch(field, expected, actual);
    }
  }

  private static void expectBooleans(
      StructLayout layout, MemorySegment struct, String firstField, boolean... expected) {
    long offset = layout.byteOffset(groupElement(firstField));
    for (int i = 0; i < expected.length; i++) {
      // Read as a byte: a value other than 0 and 1 also means that the layout is wrong.
      byte actual = struct.get(java.lang.foreign.ValueLayout.JAVA_BYTE, offset + i);
      if (actual != (expected[i] ? 1 : 0)) {
        throw mismatch(firstField + "+" + i, expected[i] ? 1 : 0, actual);
      }
    }
  }

  private static LlamaException mismatch(String field, int expected, int actual) {
    return new LlamaException(
        "This llama.cpp library is not the version that Sluice was built for: its default of "
            + field
            + " is "
            + actual
            + ", expected "
            + expected
            + ". Build again, so that the pinned version is packed.");
  }
}
