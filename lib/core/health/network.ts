import type { SendResult } from "../delivery/outcome.ts";
import type { FailureClass } from "../model/failure-class.ts";

/**
 * Is it our own network? If most endpoints of several tenants can't be reached at once, it is: then no attempt counts, and
 * no breaker opens. Functions report what they see only while they have reason to ask.
 */
export interface NetworkReport {
  /** The tenants whose endpoints couldn't be reached. */
  tenants: readonly string[];
  /** POSTs that couldn't reach their endpoint. */
  unreached: number;
  /** POSTs that reached their endpoint. */
  reached: number;
}

/** The reports of all functions in a window. */
export interface NetworkWindow extends NetworkReport {
  /** When the first of the windows before it began that looked as if the network was down, in epoch milliseconds. */
  downSinceMs?: number | undefined;
}

export interface NetworkLog {
  /**
   * Adds a report to those of the last `NETWORK_WINDOW_MS`. Resolves with all of them together. Keeps a few tenants only.
   */
  report(report: NetworkReport): Promise<NetworkWindow>;
}

/** Older reports say nothing about now. */
export const NETWORK_WINDOW_MS = 15_000;

/** Windows that begin within this time of each other may belong to the same outage. */
export const SAME_OUTAGE_MS = 5 * 60_000;

/**
 * Longer than this, it isn't our network, but endpoints of several tenants that are gone for good. Then their attempts
 * count, and their breakers open. A message that makes no attempt for half an hour counts as stuck.
 */
const LONGEST_OUTAGE_MS = 15 * 60_000;

/** A failing name server or hosting company can hit two tenants at once, hardly three. */
export const SEVERAL_TENANTS = 3;

export const isNetworkDown = (window: NetworkWindow, nowMs: number): boolean =>
  looksDown(window) && nowMs - (window.downSinceMs ?? nowMs) < LONGEST_OUTAGE_MS;

/** Do most endpoints of several tenants fail in the window? */
export const looksDown = ({ tenants, unreached, reached }: NetworkReport): boolean =>
  tenants.length >= SEVERAL_TENANTS && unreached > reached;

const UNREACHED: ReadonlySet<string | undefined> = new Set<FailureClass>([
  "dns",
  "connect",
  "timeout-dns",
  "timeout-connect",
]);

/** Did a POST fail before it reached its endpoint? */
export const isUnreached = ({ failure }: Pick<SendResult, "failure">): boolean => UNREACHED.has(failure);
