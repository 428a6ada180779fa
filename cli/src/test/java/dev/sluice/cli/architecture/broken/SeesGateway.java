package dev.sluice.cli.architecture.broken;

import dev.sluice.server.GatewaySettings;

/** Knows the gateway, and would have its start load it. */
record SeesGateway(GatewaySettings settings) {}
