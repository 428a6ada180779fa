package dev.sluice.llamacpp.binding;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.invoke.MethodHandle;

/**
 * The functions of {@code llama.h} that we call, under their names there without the prefix. Only
 * the classes that guard them call them.
 */
final class CFunctions {
  final MethodHandle modelDefaultParams;
  final MethodHandle contextDefaultParams;

  final MethodHandle modelLoadFromFile;
  final MethodHandle modelFree;
  final MethodHandle modelGetVocab;
  final MethodHandle modelNCtxTrain;
  final MethodHandle modelHasDecoder;
  final MethodHandle modelHasEncoder;
  final MethodHandle modelChatTemplate;

  final MethodHandle vocabNTokens;
  final MethodHandle vocabType;
  final MethodHandle vocabIsEog;
  final MethodHandle vocabIsControl;
  final MethodHandle vocabGetAddBos;
  final MethodHandle vocabBos;
  final MethodHandle tokenize;
  final MethodHandle tokenToPiece;

  final MethodHandle initFromModel;
  final MethodHandle free;
  final MethodHandle nCtxSeq;
  final MethodHandle nBatch;
  final MethodHandle nSeqMax;
  final MethodHandle attachThreadpool;
  final MethodHandle detachThreadpool;
  final MethodHandle getMemory;
  final MethodHandle memorySeqRm;
  final MethodHandle memorySeqPosMax;
  final MethodHandle decode;
  final MethodHandle getLogitsIth;

  CFunctions(Linkage c) {
    modelDefaultParams = c.function("llama_model_default_params", StructLayouts.MODEL_PARAMS);
    contextDefaultParams = c.function("llama_context_default_params", StructLayouts.CONTEXT_PARAMS);

    modelLoadFromFile =
        c.function("llama_model_load_from_file", ADDRESS, ADDRESS, StructLayouts.MODEL_PARAMS);
    modelFree = c.function("llama_model_free", null, ADDRESS);
    modelGetVocab = c.function("llama_model_get_vocab", ADDRESS, ADDRESS);
    modelNCtxTrain = c.function("llama_model_n_ctx_train", JAVA_INT, ADDRESS);
    modelHasDecoder = c.function("llama_model_has_decoder", JAVA_BOOLEAN, ADDRESS);
    modelHasEncoder = c.function("llama_model_has_encoder", JAVA_BOOLEAN, ADDRESS);
    modelChatTemplate = c.function("llama_model_chat_template", ADDRESS, ADDRESS, ADDRESS);

    vocabNTokens = c.function("llama_vocab_n_tokens", JAVA_INT, ADDRESS);
    vocabType = c.function("llama_vocab_type", JAVA_INT, ADDRESS);
    vocabIsEog = c.function("llama_vocab_is_eog", JAVA_BOOLEAN, ADDRESS, JAVA_INT);
    vocabIsControl = c.function("llama_vocab_is_control", JAVA_BOOLEAN, ADDRESS, JAVA_INT);
    vocabGetAddBos = c.function("llama_vocab_get_add_bos", JAVA_BOOLEAN, ADDRESS);
    vocabBos = c.function("llama_vocab_bos", JAVA_INT, ADDRESS);
    tokenize =
        c.function(
            "llama_tokenize",
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_BOOLEAN,
            JAVA_BOOLEAN);
    tokenToPiece =
        c.function(
            "llama_token_to_piece",
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_BOOLEAN);

    initFromModel =
        c.function("llama_init_from_model", ADDRESS, ADDRESS, StructLayouts.CONTEXT_PARAMS);
    free = c.function("llama_free", null, ADDRESS);
    nCtxSeq = c.function("llama_n_ctx_seq", JAVA_INT, ADDRESS);
    nBatch = c.function("llama_n_batch", JAVA_INT, ADDRESS);
    nSeqMax = c.function("llama_n_seq_max", JAVA_INT, ADDRESS);
    attachThreadpool = c.function("llama_attach_threadpool", null, ADDRESS, ADDRESS, ADDRESS);
    detachThreadpool = c.function("llama_detach_threadpool", null, ADDRESS);
    getMemory = c.function("llama_get_memory", ADDRESS, ADDRESS);
    memorySeqRm =
        c.function("llama_memory_seq_rm", JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
    memorySeqPosMax = c.function("llama_memory_seq_pos_max", JAVA_INT, ADDRESS, JAVA_INT);
    decode = c.function("llama_decode", JAVA_INT, ADDRESS, StructLayouts.BATCH);
    getLogitsIth = c.function("llama_get_logits_ith", ADDRESS, ADDRESS, JAVA_INT);
  }
}
