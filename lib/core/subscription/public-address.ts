import ipaddr from "ipaddr.js";

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Tells whether an address is global unicast. Pass IPv6 addresses through `withoutWrapping` first. */
export function isPublic(address: Address): boolean {
  if (address.range() !== "unicast") return false;
  if (address instanceof ipaddr.IPv4) return true;
  const isatap = isatapAddress(address);
  return isGlobalUnicast(address) && (!isatap || isPublic(isatap));
}

/** IANA assigns only 2000::/3 (RFC 4291, 2.4). ipaddr.js also calls addresses outside it unicast. */
const isGlobalUnicast = ({ parts }: ipaddr.IPv6): boolean => (part(parts, 0) & 0xe000) === 0x2000;

/**
 * Returns the IPv4 address that a packet to an IPv6 address would reach, or the address itself.
 *
 * Unwraps IPv4-mapped addresses (RFC 4291) and NAT64's well-known prefix (RFC 6052). In an IPv6-only subnet, DNS64
 * answers with that prefix for every IPv4-only receiver. 6to4, Teredo and NAT64's local prefix 64:ff9b:1::/48 stay
 * wrapped: these addresses are not unicast, so they are rejected whatever they wrap.
 */
export function withoutWrapping(address: Address): Address {
  if (address instanceof ipaddr.IPv4) return address;
  const { parts } = address;
  const wrapped = address.isIPv4MappedAddress() || (address.range() === "rfc6052" && part(parts, 2) === 0);
  return wrapped ? lastIpv4(parts) : address;
}

/** The IPv4 address in an ISATAP interface id, `[02]00:5efe:a.b.c.d` (RFC 5214, 6.1), which may follow any prefix. */
function isatapAddress({ parts }: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const marked = (part(parts, 4) & 0xfdff) === 0 && part(parts, 5) === 0x5efe;
  return marked ? lastIpv4(parts) : undefined;
}

function lastIpv4(parts: number[]): ipaddr.IPv4 {
  const [high, low] = [part(parts, 6), part(parts, 7)];
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}

const part = (parts: number[], at: number): number => parts[at] ?? 0;
