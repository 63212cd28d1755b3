import ipaddr from "ipaddr.js";
import type { Address } from "./public-address.ts";

/**
 * Addresses at which clouds hand credentials and settings to the machines that they run. No option opens them: a POST
 * there could give a tenant the operator's credentials.
 */
const METADATA = [
  // AWS: instances, time and DNS (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html),
  // containers (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html) and pods
  // (https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html). Google Cloud, Azure, Oracle and others
  // use 169.254.169.254 too.
  ...["169.254.169.0/24", "169.254.170.0/24", "fd00:ec2::/32"],
  // Azure: the wire server (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
  "168.63.129.16/32",
  // Alibaba Cloud, Tencent Cloud, Scaleway and Oracle Cloud.
  ...["100.100.100.200/32", "169.254.0.23/32", "169.254.42.42/32", "fd00:42::42/128", "192.0.0.192/32"],
  // Google Cloud over IPv6 (https://cloud.google.com/compute/docs/metadata/querying-metadata).
  "fd20:ce::254/128",
].map((cidr) => ipaddr.parseCIDR(cidr));

/** Tells whether a packet to an address can reach a cloud's metadata service, through a translator or a tunnel too. */
export const isMetadata = (address: Address): boolean =>
  [address, ...carriedBy(address)].some((one) => METADATA.some((range) => isWithin(one, range)));

/** Tells whether an address is in a range. */
export const isWithin = (address: Address, [network, bits]: [Address, number]): boolean =>
  address.kind() === network.kind() && address.match(network, bits);

/**
 * The IPv4 addresses that an IPv6 address may carry. Operators choose the prefix of their own NAT64, so every place of
 * RFC 6052, 2.2, counts. OpenStack's fe80::a9fe:a9fe has an IPv4 address at the end as well.
 */
function carriedBy(address: Address): Address[] {
  if (address instanceof ipaddr.IPv4) return [];
  const bytes = address.toByteArray();
  const ipv4At = (from: number, source = bytes): ipaddr.IPv4 => new ipaddr.IPv4(source.slice(from, from + 4));
  // RFC 6052 leaves out bits 64 to 71.
  const packed = bytes.filter((_, at) => at !== 8);
  const nat64 = [4, 5, 6, 7, 8].map((from) => ipv4At(from, packed));
  // 6to4 (RFC 3056), and Teredo, which inverts the bits (RFC 4380, 4).
  const [first = 0, second = 0] = address.parts;
  const sixToFour = first === 0x2002 ? [ipv4At(2)] : [];
  const inverted = bytes.map((byte) => byte ^ 0xff);
  const teredo = first === 0x2001 && second === 0 ? [ipv4At(12, inverted)] : [];
  return [ipv4At(12), ...nat64, ...sixToFour, ...teredo];
}
