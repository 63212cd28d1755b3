import type { Socket } from "node:net";

/** Covers the jitter of a short round trip, and the time that the operating system needs. */
const SHORTEST_MS = 25;
/** The round trip to the other side of the earth. A longer measurement contains retransmissions. */
const LONGEST_MS = 300;

const roundTrips = new WeakMap<Socket, number>();

/**
 * Remembers a time that took at least one round trip, in milliseconds: a TCP connect takes one, and an answer to a
 * request takes one and the receiver's work. The shortest counts, because a busy process measures longer times.
 */
export function noteRoundTrip(socket: Socket, ms: number): void {
  roundTrips.set(socket, Math.min(ms, roundTrips.get(socket) ?? Number.POSITIVE_INFINITY));
}

/** A request that reuses a kept-alive socket, in a race with the server, which may close an idle socket at any time. */
export interface ReuseRace {
  /** Tells whether this error means that the server closed the socket before the request reached it. */
  isLost(error: NodeJS.ErrnoException): boolean;
  stop(): void;
}

/**
 * Starts to watch a kept-alive socket as a request is about to go out on it.
 *
 * A server that closed the socket before answers the request with a reset, which takes one round trip. A later reset,
 * or any byte of an answer, shows that the server got the request, and may have acted on it.
 */
export function reuseRace(socket: Socket): ReuseRace {
  const bytesBefore = socket.bytesRead;
  let seen = false;
  const see = () => {
    seen = true;
  };
  // While this process is busy, a reset waits. The event loop reads it after overdue timers and before immediates.
  const timer = setTimeout(() => setImmediate(see), roundTripMs(socket));
  return {
    isLost: ({ code }) => !seen && !code?.startsWith("HPE_") && socket.bytesRead === bytesBefore,
    stop: () => clearTimeout(timer),
  };
}

/** Returns a socket's round-trip time within bounds, as an integer: equal timers are cheap. */
function roundTripMs(socket: Socket): number {
  const measured = roundTrips.get(socket) ?? 0;
  return Math.ceil(Math.min(Math.max(measured, SHORTEST_MS), LONGEST_MS));
}
