package dev.sluice.llamacpp;

import dev.sluice.llamacpp.engine.ChatTemplate;
import dev.sluice.llamacpp.engine.Engine;

/**
 * A model that can answer.
 *
 * @param template how it wants conversations written
 */
record LoadedModel(Engine engine, ChatTemplate template) {}
