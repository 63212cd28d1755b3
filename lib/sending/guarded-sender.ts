import { isIP } from "node:net";
import type { Clock } from "../core/clock.ts";
import type { SendResult } from "../core/delivery/outcome.ts";
import type { AddressPolicy } from "../core/subscription/address-policy.ts";
import { hostOf, judgeUrl } from "../core/subscription/receiver-url.ts";
import { dnsLookup } from "./dns-lookup.ts";
import { guardedLookup, type LookupAll } from "./guarded-lookup.ts";
import { exchange, type HttpPost } from "./http-exchange.ts";
import type { Sender, SendRequest } from "./sender.ts";
import { closePools, type SocketPool, type SocketPools, socketPools } from "./socket-pool.ts";
import { USER_AGENT } from "./user-agent.ts";

export interface GuardedSender extends Sender {
  /** Closes all connections, including those in use. */
  close(): void;
}

export interface GuardedSenderOptions {
  policy: AddressPolicy;
  lookup?: LookupAll & { cancel?(): void };
  now?: Clock;
}

/**
 * Creates a sender that POSTs only to addresses that the policy allows. It follows no redirects and reads at most
 * 16 KiB of an answer. One time limit covers everything from the DNS lookup to the last byte of the answer. Connections
 * are kept alive between requests.
 */
export function guardedSender({ policy, lookup = dnsLookup(), now = Date.now }: GuardedSenderOptions): GuardedSender {
  const pools = socketPools(guardedLookup(lookup, policy), now);

  function send(request: SendRequest): Promise<SendResult> {
    const startedAtMs = now();
    const { url, problem } = judgeUrl(request.url, policy);
    if (!url) return Promise.resolve(refusal(problem, startedAtMs));
    const call = postTo(url, request, pools, startedAtMs);
    return new Promise((resolve) => exchange(call, resolve));
  }

  function close(): void {
    closePools(pools);
    lookup.cancel?.();
  }

  return { send, close };
}

function postTo(url: URL, request: SendRequest, pools: SocketPools, startedAtMs: number): HttpPost {
  const { body, timeoutMs } = request;
  const hostname = hostOf(url);
  const path = url.pathname + url.search;
  const headers = allHeaders(request);
  return {
    pool: poolOf(url, request, pools),
    options: { protocol: url.protocol, hostname, port: url.port, path, headers },
    body,
    timeoutMs,
    startedAtMs,
    firstPhase: isIP(hostname) ? "connect" : "dns",
    secure: url.protocol === "https:",
    onConnect: request.onConnect,
  };
}

function poolOf(url: URL, { verifyTls }: SendRequest, pools: SocketPools): SocketPool {
  if (url.protocol === "http:") return pools.http;
  return verifyTls ? pools.https : pools.unverified;
}

/** The headers of a request, with those that the sender adds. */
export const allHeaders = ({
  headers,
  body,
}: Pick<SendRequest, "headers" | "body">): Record<string, string | number> => ({
  "user-agent": USER_AGENT,
  ...headers,
  "accept-encoding": "identity",
  "content-length": body.length,
});

const refusal = (problem: string, startedAtMs: number): SendResult => ({
  startedAtMs,
  failure: "blocked-address",
  detail: `The URL ${problem}.`,
  timings: { total: 0 },
  excerpt: "",
});
