/**
 * What every transport over HTTP needs to know of a way, however it goes it: where an address
 * leads, which proxy stands on it, whose certificates are trusted, and what TLS says when it fails.
 */
@NullMarked
package dev.sluice.transport.http;

import org.jspecify.annotations.NullMarked;
