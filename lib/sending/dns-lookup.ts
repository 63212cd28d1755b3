import { Resolver } from "node:dns";
import { askBothFamilies, withFamily } from "./dns-question.ts";
import type { LookupAll } from "./guarded-lookup.ts";
import { localNames } from "./local-names.ts";

interface DnsLookupOptions {
  /** DNS servers, such as `127.0.0.1:53`. By default those in `/etc/resolv.conf`. */
  servers?: string[];
  hostsPath?: string;
  deadlineMs?: number;
}

/** A lookup takes at most this long, as with getaddrinfo and glibc's defaults (2 tries of 5 s). */
const DEADLINE_MS = 10_000;
/** c-ares learns how fast a server is, and then asks again early. With these tries, it asks for about 10 s. */
const TRIES = { timeout: 2_000, tries: 5 };
/** A resolver reads `/etc/resolv.conf` only once. It is replaced, so that a laptop can change its network. */
const RESOLVER_MAX_AGE_MS = 60_000;

/**
 * Creates a lookup that asks DNS with c-ares, on the event loop. `dns.lookup` uses getaddrinfo, which blocks a thread
 * of libuv's small pool until the name's servers answer: ten hanging names a second would stop all other lookups.
 * https://nodejs.org/docs/latest-v24.x/api/dns.html#implementation-considerations
 *
 * `localhost` and the names in the hosts file never go to DNS. IPv4 addresses come first, because a Lambda function
 * outside a dual-stack VPC has no IPv6. Sockets try both families in turn (`autoSelectFamily`).
 */
export function dnsLookup({ servers, hostsPath = "/etc/hosts", deadlineMs = DEADLINE_MS }: DnsLookupOptions = {}) {
  const local = localNames(hostsPath);
  const resolvers = resolversOf(servers);

  const lookup: LookupAll = (hostname, _options, callback) => {
    const addresses = local(hostname);
    // Not in this tick, or the request would miss the socket's `lookup` event.
    if (addresses) setImmediate(callback, null, addresses.map(withFamily));
    else askBothFamilies(resolvers.current(), hostname, deadlineMs, callback);
  };
  /** `cancel` ends the lookups in progress. */
  return Object.assign(lookup, { cancel: resolvers.cancel });
}

function resolversOf(servers: string[] | undefined): { current(): Resolver; cancel(): void } {
  let resolver: Resolver | undefined;
  let madeAt = 0;

  function current(): Resolver {
    if (!resolver || performance.now() - madeAt > RESOLVER_MAX_AGE_MS) {
      madeAt = performance.now();
      resolver = new Resolver(TRIES);
      if (servers) resolver.setServers(servers);
    }
    return resolver;
  }
  return { current, cancel: () => resolver?.cancel() };
}
