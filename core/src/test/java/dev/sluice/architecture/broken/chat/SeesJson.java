package dev.sluice.architecture.broken.chat;

import dev.sluice.architecture.broken.json.SeesStream;

/** Two rooms of the ground see each other, in a cycle. */
public record SeesJson(SeesStream json) {}
