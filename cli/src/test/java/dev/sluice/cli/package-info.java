/** Tests of the command line: in process, and as the process that users start. */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
