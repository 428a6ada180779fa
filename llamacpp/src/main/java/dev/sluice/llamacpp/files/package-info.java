/** What the store and the binding both do with files, and what they say when it fails. */
@NullMarked
package dev.sluice.llamacpp.files;

import org.jspecify.annotations.NullMarked;
