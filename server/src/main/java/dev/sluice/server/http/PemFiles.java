package dev.sluice.server.http;

import java.nio.file.Path;

/**
 * What the gateway proves with who it is. The files are looked at again while it runs: a new pair
 * is taken once it is whole.
 *
 * @param certificates its own first, then those that vouch for it
 * @param key the private one, PKCS #8
 */
public record PemFiles(Path certificates, Path key) {}
