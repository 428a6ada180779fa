package dev.sluice.architecture.broken.json;

import dev.sluice.architecture.broken.chat.Event;

/** Two rooms of the ground see each other, in a cycle. */
public record SeesStream(Event event) {}
