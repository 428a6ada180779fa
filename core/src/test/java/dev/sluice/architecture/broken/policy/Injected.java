package dev.sluice.architecture.broken.policy;

import org.jspecify.annotations.Nullable;

/** Is given what it needs behind its constructor's back. */
final class Injected {
  @Inject @Nullable Object field;

  /** As such annotations are called. */
  @interface Inject {}
}
