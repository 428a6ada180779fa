package dev.sluice.rules.broken;

/** A name that says nothing. */
record ThingUtils() {}
