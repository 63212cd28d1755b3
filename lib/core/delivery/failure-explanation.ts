import type { FailureClass } from "../model/failure-class.ts";

/** Explains why an attempt failed, in one sentence for people who don't know the failure classes. */
export function explainFailure(failure: FailureClass): string {
  if (!failure.startsWith("http-")) return WORDS[failure as NamedFailure];
  return statusWords(Number(failure.slice("http-".length)));
}

type NamedFailure = Exclude<FailureClass, `http-${number}`>;

const WORDS: Record<NamedFailure, string> = {
  dns: "The URL's host name could not be resolved: check its spelling, and that it is in the public DNS.",
  connect: "Nothing accepted the connection: the server is down, or a firewall is in the way.",
  tls: "The TLS connection failed: check the certificate's name and dates, and the whole chain.",
  "timeout-dns": "The host name was not resolved within the time limit.",
  "timeout-connect":
    "The server did not accept the connection within the time limit: a firewall may be dropping packets.",
  "timeout-tls": "The TLS handshake did not end within the time limit.",
  "timeout-headers": "The receiver accepted the request, but did not answer within the time limit.",
  "too-slow": "The receiver began to answer, but did not finish within the time limit.",
  "blocked-address": "The URL points to an address that is not public, and Posthorn never calls such addresses.",
  protocol: "The answer was not valid HTTP, or the connection closed before it arrived.",
};

function statusWords(status: number): string {
  const said = `The receiver answered with status ${status}`;
  const particular = PARTICULAR[status];
  if (particular) return `${said}: ${particular}.`;
  if (status < 300) return `${said}, which is not a final answer.`;
  if (status < 400) return `${said}, a redirect, which Posthorn does not follow: use the URL that it points to.`;
  if (status < 500) return `${said}: it rejected the request, perhaps because it could not verify the signature.`;
  return `${said}: something went wrong on its side.`;
}

const PARTICULAR: Record<number, string> = {
  400: "it rejected the request, perhaps because it could not read the body or verify the signature",
  401: "it rejected the request, most likely because it could not verify the signature",
  403: "it rejected the request, because of a wrong secret or a firewall in front of it",
  404: "there is nothing at this URL's path",
  405: "this URL doesn't accept POST requests",
  410: "it doesn't want any more events",
  413: "the event is too large for it",
  429: "it is receiving too many requests",
  502: "the proxy in front of it could not reach it",
  503: "it is unavailable at the moment",
  504: "the proxy in front of it timed out",
};
