import http from "node:http";
import https from "node:https";
import { type LookupFunction, Socket } from "node:net";
import type { Duplex } from "node:stream";

/**
 * Shorter than the keep-alive of common servers (Node 5 s, nginx and ALB 60 s or more), so that a socket is
 * seldom reused just as its server closes it.
 */
export const IDLE_MS = 4_000;
/** No socket older than this is kept, so that a host's new DNS answer is followed. */
export const MAX_AGE_MS = 60_000;
export const MAX_IDLE_PER_HOST = 10;
/** Sockets open at once, over all hosts, above which none is kept for later. */
export const MAX_OPEN = 100;

/**
 * A host with several addresses is tried one address after the other, and Node gives up on one after 250 ms
 * by default: too short for a receiver on another continent when its other address (IPv6 from a Lambda
 * function without it) cannot be reached at all.
 * https://nodejs.org/docs/latest-v24.x/api/net.html#netgetdefaultautoselectfamilyattempttimeout
 */
const ATTEMPT_TIMEOUT_MS = 2_000;

type Agent = http.Agent;

/** Where one kind of request gets its sockets: kept-alive ones, or one of its own. */
export interface SocketPool {
  kept: Agent;
  fresh: Agent;
}

export interface SocketPools {
  http: SocketPool;
  https: SocketPool;
  /** Certificates are not verified. Apart from the others, so that no verified request ever uses its sockets. */
  unverified: SocketPool;
}

interface SocketLife {
  bornAt: number;
  idleSince: number;
}

/** The sockets of one sender. `now` is the wall clock in epoch milliseconds. */
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

/** Ends every socket, those in use included. */
export function closePools(pools: SocketPools): void {
  for (const { kept, fresh } of [pools.http, pools.https, pools.unverified]) {
    kept.destroy();
    fresh.destroy();
  }
}

/** Bounds age, idle time and total number of the sockets that agents keep, through the hooks of `http.Agent`. */
function boundedLife(now: () => number): <A extends Agent>(agent: A) => A {
  /** Open sockets that are in use or kept. */
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
      // The agent ends it now, but it closes later: it must not count against those that are judged meanwhile.
      lives.delete(socket);
      return false;
    };

    // Between invocations Lambda freezes the process, and its timers with it
    // (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html): the idle timer of a
    // socket may not have run although its time is over. Ended here, it reads as reset, and a fresh one is used.
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

/** The socket's own idle limit: shorter than ours if its server announced a short one (`Keep-Alive: timeout=2`). */
const idleLimit = (socket: Duplex): number => (socket instanceof Socket && socket.timeout) || IDLE_MS;
