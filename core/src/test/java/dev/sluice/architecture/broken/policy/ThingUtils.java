package dev.sluice.architecture.broken.policy;

/** A name that says nothing. */
record ThingUtils() {}
