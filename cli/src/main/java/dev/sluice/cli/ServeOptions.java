package dev.sluice.cli;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the command line says of the gateway, before the file of settings.
 *
 * @param dataIsSet whether it names the folder of what is kept, which is in the environment then
 * @param noLog whether runs are kept in memory alone
 * @param cert the certificates for TLS
 * @param key their private key
 */
record ServeOptions(
    Optional<String> host,
    OptionalInt port,
    boolean dataIsSet,
    boolean noLog,
    Optional<String> cert,
    Optional<String> key) {}
