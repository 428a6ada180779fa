package dev.sluice.cli;

import dev.sluice.time.Clock;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;

/** The process: standard streams, signals, exit code. */
public final class Main {
  /** Which standard streams are terminals, as the launcher says it. */
  static final String TERMINALS_PROPERTY = "sluice.terminals";

  private Main() {}

  public static void main(String[] arguments) {
    ProcessInterrupts interrupts = ProcessInterrupts.install();
    int code = new Cli(surroundings(interrupts)).run(arguments);
    interrupts.finished();
    System.exit(code);
  }

  /** Those of this process. */
  static Surroundings surroundings(Interrupts interrupts) {
    return new Surroundings(
        System.getenv(),
        // Not System.in and System.out: those decode, buffer and lock, and cost start-up time.
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Terminals.of(System.getProperty(TERMINALS_PROPERTY, "")),
        interrupts,
        Clock.system());
  }
}
