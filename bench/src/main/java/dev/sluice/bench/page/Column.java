package dev.sluice.bench.page;

import dev.sluice.bench.Scenario;

/**
 * A column of a table.
 *
 * @param digits after the decimal point
 * @param compared whether each cell says how many times ours it is
 */
record Column(Scenario scenario, String figure, String title, int digits, boolean compared) {}
