import type { FailureClass } from "../model.ts";

/** What kept an attempt from succeeding, in one sentence for people who know of no failure classes. */
export function failureWords(failure: FailureClass): string {
  if (!failure.startsWith("http-")) return WORDS[failure as Named];
  return statusWords(Number(failure.slice("http-".length)));
}

type Named = Exclude<FailureClass, `http-${number}`>;

const WORDS: Record<Named, string> = {
  dns: "The URL's host name could not be resolved: check its spelling, and that it is in the public DNS.",
  connect: "Nothing accepted the connection: the server is down, or a firewall is in the way.",
  tls: "No secure connection came about: check the certificate (its name, its dates, the whole chain).",
  "timeout-dns": "The host name was not resolved within the time limit.",
  "timeout-connect": "The server did not accept the connection within the time limit: a firewall may drop packets.",
  "timeout-tls": "The secure connection was not set up within the time limit.",
  "timeout-headers": "The receiver took the request and did not answer within the time limit.",
  "too-slow": "The receiver began to answer and did not end within the time limit.",
  "blocked-address": "The URL points to an address that is not public, which is never called.",
  protocol: "The answer was not proper HTTP, or the connection broke before it came.",
};

function statusWords(status: number): string {
  const said = `The receiver answered with status ${status}`;
  const particular = PARTICULAR[status];
  if (particular) return `${said}: ${particular}.`;
  if (status < 300) return `${said}, which is not a final answer.`;
  if (status < 400) return `${said}, a redirect: those are not followed, so give the URL that it leads to.`;
  if (status < 500) return `${said}: it refused the request, perhaps because it could not verify the signature.`;
  return `${said}: something went wrong on its side.`;
}

const PARTICULAR: Record<number, string> = {
  400: "it refused the request, perhaps because it could not read the body or verify the signature",
  401: "it refused the request, most likely because it could not verify the signature",
  403: "it refused the request: a wrong secret, or a firewall in front of it",
  404: "nothing is at this URL's path",
  405: "nothing at this URL takes a POST",
  410: "it wants no more events",
  413: "the event is larger than it takes",
  429: "it was called too often",
  502: "the proxy in front of it could not reach it",
  503: "it is not available at present",
  504: "the proxy in front of it waited too long for it",
};
