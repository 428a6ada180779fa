@NullMarked
package dev.sluice.server.architecture.broken.http;

import org.jspecify.annotations.NullMarked;
