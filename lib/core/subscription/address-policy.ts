import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { badPorts } from "./refused-ports.ts";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** What the operator allows beyond https to public addresses. */
export interface AddressSettings {
  allowHttp: boolean;
  /** CIDRs that may be reached although they are not public: `127.0.0.0/8`, `fd00::/8`. */
  allowedAddresses: string[];
}

/** `AddressSettings`, ready to judge with. */
export interface AddressPolicy {
  allowHttp: boolean;
  allowed: [Address, number][];
}

/** Compiles settings into a policy. Throws an error that names every CIDR it cannot read. */
export function addressPolicy({ allowHttp, allowedAddresses }: AddressSettings): AddressPolicy {
  const bad = allowedAddresses.filter((cidr) => !ipaddr.isValidCIDR(cidr));
  if (bad.length > 0) throw new Error(`not an address range in CIDR form: ${bad.join(", ")}`);
  return { allowHttp, allowed: allowedAddresses.map((cidr) => ipaddr.parseCIDR(cidr)) };
}

/** A URL that may be POSTed to as far as its text tells, or what is wrong with it. */
export type JudgedUrl = { url: URL; problem?: undefined } | { url?: undefined; problem: string };

/**
 * Judges a receiver's URL. Only what `new URL()` made of it is looked at: it turns `127.1`, octal, hex, encoded
 * and full-width spellings into the one address they mean. What a host name resolves to is judged at connect.
 */
export function judgeUrl(text: string, policy: AddressPolicy): JudgedUrl {
  const url = URL.parse(text);
  if (!url) return { problem: "is not a valid URL" };
  const problem = partProblem(url, policy) ?? hostProblem(hostOf(url), policy);
  return problem ? { problem } : { url };
}

/** What is wrong with a receiver's URL, in words that follow its name (`must use https`), or undefined. */
export const urlProblem = (text: string, policy: AddressPolicy): string | undefined => judgeUrl(text, policy).problem;

/** The host of a URL as a socket takes it: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => (hostname.startsWith("[") ? hostname.slice(1, -1) : hostname);

function partProblem(url: URL, { allowHttp }: AddressPolicy): string | undefined {
  if (url.protocol !== "https:" && !(allowHttp && url.protocol === "http:")) {
    return allowHttp ? "must use https or http" : "must use https";
  }
  if (url.username || url.password) return "must not hold a user name or password";
  if (url.hash) return "must not have a fragment (#…)";
  return badPorts.has(url.port) ? `must not use port ${url.port}, which belongs to another protocol` : undefined;
}

function hostProblem(host: string, policy: AddressPolicy): string | undefined {
  if (isIP(host)) return addressProblem(host, policy);
  const labels = host.split(".");
  if (labels.includes("")) return "must not have a host name with an empty part or a dot at its end";
  if (labels.at(-1) !== "localhost") return undefined;
  return addressProblem("127.0.0.1", policy) && "must not point to localhost";
}

/** IPv4-compatible IPv6, long withdrawn: the resolver writes it so, and ipaddr.js takes it for IPv4-mapped. */
const COMPATIBLE = /^::[\d.]*\.[\d.]*$/;

/**
 * Why an address may not be connected to, or undefined. Default deny: only global unicast is public, so that
 * private, loopback, link-local (instance metadata), shared (CGNAT), documentation, benchmarking, multicast
 * and reserved ranges are refused, and those of IPv6 likewise.
 */
export function addressProblem(ip: string, { allowed }: AddressPolicy): string | undefined {
  if (isIP(ip) === 0) return `${ip} is not an IP address`;
  const address = withoutWrapping(ipaddr.parse(ip));
  const open = isPublic(address) || allowed.some((cidr) => isWithin(address, cidr));
  return open && !COMPATIBLE.test(ip) ? undefined : `${ip} is not a public address`;
}

function isPublic(address: Address): boolean {
  if (address.range() !== "unicast") return false;
  if (address instanceof ipaddr.IPv4) return true;
  const isatap = isatapAddress(address);
  return isGlobalUnicast(address) && (!isatap || isPublic(isatap));
}

/** IANA hands out 2000::/3 alone (RFC 4291, 2.4); what ipaddr.js has no name for may lie outside it. */
const isGlobalUnicast = ({ parts }: ipaddr.IPv6): boolean => (part(parts, 0) & 0xe000) === 0x2000;

/**
 * The IPv4 address that a packet to this IPv6 address would go to: IPv4-mapped (RFC 4291), and NAT64's
 * well-known prefix (RFC 6052), with which DNS64 in an IPv6-only subnet answers for every IPv4-only receiver.
 * The other wrappings (6to4, Teredo, NAT64's local prefix 64:ff9b:1::/48) are not unicast and stay refused,
 * whatever they wrap.
 */
function withoutWrapping(address: Address): Address {
  if (address instanceof ipaddr.IPv4) return address;
  const { parts } = address;
  const wrapped = address.isIPv4MappedAddress() || (address.range() === "rfc6052" && part(parts, 2) === 0);
  return wrapped ? lastIpv4(parts) : address;
}

/** The IPv4 address in an ISATAP interface id, `[02]00:5efe:a.b.c.d` (RFC 5214, 6.1): any prefix can have one. */
function isatapAddress({ parts }: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const marked = (part(parts, 4) & 0xfdff) === 0 && part(parts, 5) === 0x5efe;
  return marked ? lastIpv4(parts) : undefined;
}

function lastIpv4(parts: number[]): ipaddr.IPv4 {
  const [high, low] = [part(parts, 6), part(parts, 7)];
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}

const part = (parts: number[], at: number): number => parts[at] ?? 0;

const isWithin = (address: Address, [network, bits]: [Address, number]): boolean =>
  address.kind() === network.kind() && address.match(network, bits);
