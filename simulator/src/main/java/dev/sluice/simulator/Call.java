package dev.sluice.simulator;

/**
 * A request as its wire format understands it.
 *
 * @param wire the format
 * @param number which request this is, from 1
 * @param model the model asked for, which answers name
 * @param stream whether the answer is to be streamed
 * @param prefill whether the last message is a part of the answer, to be continued
 */
record Call(
    Wire wire, Request request, int number, String model, boolean stream, boolean prefill) {}
