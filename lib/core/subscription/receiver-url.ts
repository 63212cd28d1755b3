import { isIP } from "node:net";
import { type AddressPolicy, addressProblem } from "./address-policy.ts";
import { refusedTcpPorts } from "./refused-tcp-ports.ts";

/** A URL that Posthorn may POST to, as far as its text tells, or what is wrong with it. */
export type JudgedUrl = { url: URL; problem?: undefined } | { url?: undefined; problem: string };

/**
 * Judges a receiver's URL. Judges the result of `new URL()`, never the text: `new URL()` turns `127.1`, octal, hex,
 * encoded and full-width spellings into the one address that they mean. The addresses that a host name resolves to are
 * judged when Posthorn connects.
 */
export function judgeUrl(text: string, policy: AddressPolicy): JudgedUrl {
  const url = URL.parse(text);
  if (!url) return { problem: "is not a valid URL" };
  const problem = partProblem(url, policy) ?? ownHostProblem(url, policy) ?? hostProblem(hostOf(url), policy);
  return problem ? { problem } : { url };
}

/**
 * What is wrong with a receiver's URL, as a phrase that follows the field's name, such as `must use https`. Returns
 * undefined if nothing is wrong.
 */
export const urlProblem = (text: string, policy: AddressPolicy): string | undefined =>
  judgeUrl(text, policy).problem ?? (DROPPED.test(text) ? HAS_DROPPED : undefined);

const HAS_DROPPED = "must not contain control characters, invisible characters, or spaces around it";

/**
 * Characters that `new URL()` drops silently: tabs and line breaks anywhere, control characters and spaces at both ends
 * (https://url.spec.whatwg.org/#concept-basic-url-parser), and invisible characters in the host
 * (https://www.unicode.org/reports/tr46/). Unicode's other spaces come from copied text, and a path would keep them
 * unseen. The check is for new URLs only, because subscriptions that have such a URL already work.
 */
const DROPPED = /[\p{Cc}\p{Cf}]|(?! )\s|^ | $/u;

/** The host of a URL in the form that a socket takes: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => (hostname.startsWith("[") ? hostname.slice(1, -1) : hostname);

function partProblem(url: URL, { allowHttp }: AddressPolicy): string | undefined {
  if (url.protocol !== "https:" && !(allowHttp && url.protocol === "http:")) {
    return allowHttp ? "must use https or http" : "must use https";
  }
  if (url.username || url.password) return "must not contain a user name or password";
  if (url.hash) return "must not have a fragment (#…)";
  return refusedTcpPorts.has(url.port) ? `must not use port ${url.port}, which belongs to another protocol` : undefined;
}

const ownHostProblem = ({ host, hostname }: URL, { ownHosts }: AddressPolicy): string | undefined =>
  ownHosts.includes(host) || ownHosts.includes(hostname) ? "must not point to Posthorn's own API" : undefined;

function hostProblem(host: string, policy: AddressPolicy): string | undefined {
  if (isIP(host)) return addressProblem(host, policy);
  const labels = host.split(".");
  if (labels.includes("")) return "must not have a host name with an empty part or a dot at its end";
  if (labels.at(-1) !== "localhost") return undefined;
  return addressProblem("127.0.0.1", policy) && "must not point to localhost";
}
