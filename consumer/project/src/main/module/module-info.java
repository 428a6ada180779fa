/** The project, where it is built on the module path. */
module outside {
  requires dev.sluice;
  requires dev.sluice.simulator;
}
