import { isIPv4 } from "node:net";
import { usage } from "../errors.ts";

const WEB = /^https?:\/\//i;

/**
 * The URL of a local server. A bare port or path means localhost: `3000`, `:3000/hook`, `/hook`. The scheme is optional.
 * Throws a `usage` error for any other text.
 */
export function localUrl(given: string): URL {
  const text = given.trim();
  const scheme = WEB.exec(text)?.[0] ?? "http://";
  const url = `${scheme}${withHost(text.replace(WEB, ""))}`;
  if (text.replace(WEB, "").includes("://") || !URL.canParse(url)) throw notUrl(given);
  const parsed = new URL(url);
  // The URL Standard reads a number as an IPv4 address: 3000 would be 0.0.11.184.
  if (isIPv4(parsed.hostname) && !text.includes(parsed.hostname)) throw notUrl(given);
  if (parsed.port === "0") throw notUrl(given);
  return parsed;
}

const withHost = (text: string): string =>
  text.replace(/^:?(\d+)(?=$|[/?#])/, "localhost:$1").replace(/^(?=[/?])/, "localhost");

const notUrl = (given: string) =>
  usage(`--forward-to must be a URL such as http://localhost:3000/hook, or a port, not "${given}"`);
