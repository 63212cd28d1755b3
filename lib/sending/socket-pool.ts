import http from "node:http";
import https from "node:https";
import { type LookupFunction, Socket } from "node:net";
import type { Duplex } from "node:stream";

/**
 * How long an idle socket is kept. Common servers keep theirs longer (Node 5 s, nginx and ALB 60 s or more), so a
 * socket is rarely reused just as its server closes it.
 */
export const IDLE_MS = 4_000;
/** Older sockets are not kept, so that new connections pick up DNS changes. */
export const MAX_AGE_MS = 60_000;
export const MAX_IDLE_PER_HOST = 10;
/** While more sockets than this are open, across all hosts, no socket is kept for later. */
export const MAX_OPEN = 100;

/**
 * Node tries a host's addresses one after another, and by default gives each one 250 ms. That is too short for a
 * receiver on another continent if its other address can't be reached at all (for example IPv6 from a Lambda function
 * without IPv6).
 * https://nodejs.org/docs/latest-v24.x/api/net.html#netgetdefaultautoselectfamilyattempttimeout
 */
const ATTEMPT_TIMEOUT_MS = 2_000;

type Agent = http.Agent;

/** The agents for one kind of request: `kept` reuses sockets, `fresh` opens a new one each time. */
export interface SocketPool {
  kept: Agent;
  fresh: Agent;
}

export interface SocketPools {
  http: SocketPool;
  https: SocketPool;
  /** Doesn't verify certificates. A separate pool, so that no verified request ever uses its sockets. */
  unverified: SocketPool;
}

interface SocketLife {
  bornAt: number;
  idleSince: number;
}

/** Creates the socket pools of one sender. `now` is the wall clock in epoch milliseconds. */
export function socketPools(lookup: LookupFunction, now: () => number): SocketPools {
  const shared = { lookup, autoSelectFamilyAttemptTimeout: ATTEMPT_TIMEOUT_MS };
  const keeping = { ...shared, keepAlive: true, timeout: IDLE_MS, maxFreeSockets: MAX_IDLE_PER_HOST };
  const bound = boundedLife(now);
  const unverified = { rejectUnauthorized: false };
  return {
    http: { kept: bound(new http.Agent(keeping)), fresh: new http.Agent(shared) },
    https: { kept: bound(new https.Agent(keeping)), fresh: new https.Agent(shared) },
    unverified: {
      kept: bound(new https.Agent({ ...keeping, ...unverified })),
      fresh: new https.Agent({ ...shared, ...unverified }),
    },
  };
}

/** Closes every socket, including those in use. */
export function closePools(pools: SocketPools): void {
  for (const { kept, fresh } of [pools.http, pools.https, pools.unverified]) {
    kept.destroy();
    fresh.destroy();
  }
}

/** Limits the age, idle time and total number of the sockets that agents keep, through the hooks of `http.Agent`. */
function boundedLife(now: () => number): <A extends Agent>(agent: A) => A {
  /** The open sockets, in use or kept. */
  const lives = new Map<Duplex, SocketLife>();

  return function bounded(agent) {
    const { createConnection, keepSocketAlive, reuseSocket } = agent;

    agent.createConnection = (options, callback) => {
      const socket = createConnection.call(agent, options, callback);
      if (!socket) return socket;
      lives.set(socket, { bornAt: now(), idleSince: 0 });
      return socket.once("close", () => lives.delete(socket));
    };

    agent.keepSocketAlive = (socket) => {
      const life = lives.get(socket);
      if (life && mayStay(life) && keepSocketAlive.call(agent, socket)) return true;
      // The agent ends the socket now, but the socket closes later. Until then it must not count as open.
      lives.delete(socket);
      return false;
    };

    // Lambda freezes the process and its timers between invocations
    // (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html), so a socket's idle timer may be
    // overdue. Destroying the socket here looks like a reset, and the request goes out on a fresh connection.
    agent.reuseSocket = (socket, request) => {
      reuseSocket.call(agent, socket, request);
      const idleMs = now() - (lives.get(socket)?.idleSince ?? 0);
      if (idleMs > idleLimit(socket)) socket.destroy();
    };
    return agent;
  };

  function mayStay(life: SocketLife): boolean {
    life.idleSince = now();
    return lives.size <= MAX_OPEN && life.idleSince - life.bornAt < MAX_AGE_MS;
  }
}

/** Returns a socket's idle limit: `IDLE_MS`, or less if the server asked for less (`Keep-Alive: timeout=2`). */
const idleLimit = (socket: Duplex): number => (socket instanceof Socket && socket.timeout) || IDLE_MS;
