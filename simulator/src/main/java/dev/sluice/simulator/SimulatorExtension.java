package dev.sluice.simulator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each JUnit test a {@link Simulator} of its own, started before it and closed after it. The
 * only class here that needs JUnit Jupiter; nothing else does.
 *
 * <p>As a parameter, with {@code @ExtendWith(SimulatorExtension.class)} on the class; the script
 * comes in the test, with {@link Simulator#script(String)}, or stands above it as {@link Scripted}:
 *
 * <pre>{@code
 * @Test
 * @Scripted("words \"Hello, world\"\nrst")
 * void aResetIsACut(Simulator simulator) { ... }
 * }</pre>
 *
 * <p>As a field, with a script for all tests of the class:
 *
 * <pre>{@code
 * @RegisterExtension
 * final SimulatorExtension provider = SimulatorExtension.playing("answer \"Hello\"");
 * }</pre>
 */
public final class SimulatorExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SimulatorExtension.class);

  private final Script script;
  private final Options options;
  private volatile @Nullable Simulator current;

  /** Plays a short answer where a test says nothing else. */
  public SimulatorExtension() {
    this(Script.parse("answer \"Hello from the simulator.\""), Options.defaults());
  }

  private SimulatorExtension(Script script, Options options) {
    this.script = script;
    this.options = options;
  }

  /**
   * Plays this script where a test says nothing else.
   *
   * @throws ScriptException if the text is no script, naming the line
   */
  public static SimulatorExtension playing(String script) {
    return playing(Script.parse(script), Options.defaults());
  }

  /** Plays this script where a test says nothing else, listening as the options say. */
  public static SimulatorExtension playing(Script script, Options options) {
    return new SimulatorExtension(script, options);
  }

  /**
   * The simulator of the test that runs now; for a field, in tests that do not run in parallel.
   *
   * @throws IllegalStateException if no test runs
   */
  public Simulator simulator() {
    Simulator running = current;
    if (running == null) {
      throw new IllegalStateException("a simulator is there only while a test runs");
    }
    return running;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Script played =
        context
            .getElement()
            .map(test -> test.getAnnotation(Scripted.class))
            .map(scripted -> Script.parse(scripted.value()))
            .orElse(script);
    var simulator = Simulator.start(played, options);
    current = simulator;
    context.getStore(NAMESPACE).put(this, simulator);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    current = null;
    Simulator simulator = context.getStore(NAMESPACE).remove(this, Simulator.class);
    if (simulator != null) {
      simulator.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Simulator.class;
  }

  @Override
  public Simulator resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Simulator simulator = context.getStore(NAMESPACE).get(this, Simulator.class);
    if (simulator == null) {
      throw new IllegalStateException("a simulator is there only while a test runs");
    }
    return simulator;
  }
}
