/**
 * Events and endings, messages and requests as lines of JSON and back without loss, to be kept and
 * read again by this and later versions: {@link dev.sluice.codec.EventCodec} and {@link
 * dev.sluice.codec.MessageCodec}.
 */
@NullMarked
package dev.sluice.codec;

import org.jspecify.annotations.NullMarked;
