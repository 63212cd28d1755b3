import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { type AddressPolicy, addressProblem } from "../core/subscription/address-policy.ts";

export const BLOCKED_ADDRESS = "BLOCKED_ADDRESS";
export const TOO_MANY_ADDRESSES = "TOO_MANY_ADDRESSES";

/**
 * A DNS answer can hold thousands of addresses. Judging them all would take CPU time from other deliveries, and a socket
 * would try to connect to each of them.
 */
const MAX_ADDRESSES = 100;

/** The signature of `dns.lookup` with `all: true`. */
export type LookupAll = (
  hostname: string,
  options: { all: true; family?: number | "IPv4" | "IPv6"; hints?: number },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Returns a `lookup` for sockets that passes only addresses that the policy allows. The socket connects to the same
 * addresses that were checked here, so DNS rebinding (a changed answer between check and use) has no effect. One
 * forbidden address blocks the host: an answer that mixes allowed and forbidden addresses is an attack.
 */
export function guardedLookup(lookup: LookupAll, policy: AddressPolicy): LookupFunction {
  return function checkedLookup(hostname, options, callback) {
    const { family, hints } = options;
    lookup(hostname, { all: true, family, hints }, (error, addresses) => {
      const fault = error ?? answerFault(addresses, policy);
      const [first] = fault ? [] : addresses;
      if (!first) callback(fault ?? codedError("ENOTFOUND"), "");
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function answerFault(addresses: LookupAddress[], policy: AddressPolicy): NodeJS.ErrnoException | null {
  if (addresses.length > MAX_ADDRESSES) return codedError(TOO_MANY_ADDRESSES);
  const blocked = addresses.some(({ address }) => addressProblem(address, policy));
  return blocked ? codedError(BLOCKED_ADDRESS) : null;
}

const codedError = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });
