/** What is published, as a project outside sees it. */
@NullMarked
package dev.sluice.consumer;

import org.jspecify.annotations.NullMarked;
