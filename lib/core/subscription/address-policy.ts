import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { isMetadata, isWithin } from "./metadata-address.ts";
import { type Address, isPublic, withoutWrapping } from "./public-address.ts";

/** What the operator allows besides https to public addresses. */
export interface AddressSettings {
  allowHttp: boolean;
  /**
   * CIDRs that Posthorn may connect to although they are not public, such as `127.0.0.0/8` and `fd00::/8`. The clouds'
   * metadata addresses in them stay closed.
   */
  allowedAddresses: string[];
  /** See `AddressPolicy`. */
  ownHosts?: string[];
}

/** `AddressSettings` with parsed CIDRs. */
export interface AddressPolicy {
  allowHttp: boolean;
  allowed: [Address, number][];
  /**
   * The host names of Posthorn's own API, in lower case, with the port if it is not the default one. A POST there would
   * make an event of an event. The addresses behind the names stay open: all customers of API Gateway share them.
   */
  ownHosts: readonly string[];
}

/** The policy with more host names of the API. */
export const withOwnHosts = (policy: AddressPolicy, hosts: readonly string[]): AddressPolicy => ({
  ...policy,
  ownHosts: [...policy.ownHosts, ...hosts],
});

/** Compiles settings into a policy. Throws an error that names every CIDR that it can't read. */
export function addressPolicy({ allowHttp, allowedAddresses, ownHosts = [] }: AddressSettings): AddressPolicy {
  const bad = allowedAddresses.filter((cidr) => !ipaddr.isValidCIDR(cidr));
  if (bad.length > 0) throw new Error(`not an address range in CIDR form: ${bad.join(", ")}`);
  return { allowHttp, allowed: allowedAddresses.map((cidr) => ipaddr.parseCIDR(cidr)), ownHosts };
}

/** IPv4-compatible IPv6, long deprecated. Resolvers write it in this form, and ipaddr.js reads it as IPv4-mapped. */
const COMPATIBLE = /^::[\d.]*\.[\d.]*$/;

/**
 * Says why Posthorn may not connect to an IP address. Returns undefined if it may.
 *
 * The default is to deny: only global unicast is public. Private, loopback, link-local (instance metadata), shared
 * (CGNAT), documentation, benchmarking, multicast and reserved ranges are rejected, in IPv4 and IPv6. Metadata addresses
 * are rejected whatever the operator allows.
 */
export function addressProblem(ip: string, { allowed }: AddressPolicy): string | undefined {
  if (isIP(ip) === 0) return `${ip} is not an IP address`;
  const address = withoutWrapping(ipaddr.parse(ip));
  if (isMetadata(address)) return `${ip} belongs to a cloud's metadata, and is not a public address`;
  const open = isPublic(address) || allowed.some((cidr) => isWithin(address, cidr));
  return open && !COMPATIBLE.test(ip) ? undefined : `${ip} is not a public address`;
}
