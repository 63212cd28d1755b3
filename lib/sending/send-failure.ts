import type { SendResult } from "../core/delivery/outcome.ts";
import type { TimeoutPhase } from "../core/model/failure-class.ts";
import { BLOCKED_ADDRESS, TOO_MANY_ADDRESSES } from "./guarded-lookup.ts";
import { codeOf, isOfTls, tlsDetail } from "./tls-failure.ts";

/** What an attempt is doing. Before the answer, it is in a `TimeoutPhase`. */
export type Phase = TimeoutPhase | "body";

/** Why a POST failed, as an attempt records it. */
export interface SendFailure {
  failure: NonNullable<SendResult["failure"]>;
  /** One sentence for the subscriber. It reveals nothing about the network that Posthorn runs in. */
  detail: string;
}

const NO_DNS_ANSWER = "The host name could not be looked up: its DNS servers did not answer.";
const DNS_FAILED = "The host name could not be looked up: its DNS servers reported a failure.";

/** https://nodejs.org/docs/latest-v24.x/api/dns.html#error-codes */
const LOOKUP: Record<string, string> = {
  ENOTFOUND: "The host name does not exist.",
  ENODATA: "The host name has no IP address.",
  [TOO_MANY_ADDRESSES]: "The host name has more than 100 IP addresses.",
  EBADNAME: "The host name is not valid in DNS.",
  EAI_AGAIN: NO_DNS_ANSWER,
  ETIMEOUT: NO_DNS_ANSWER,
  ECONNREFUSED: NO_DNS_ANSWER,
  ESERVFAIL: DNS_FAILED,
  EREFUSED: DNS_FAILED,
};

const CONNECT: Record<string, string> = {
  ECONNREFUSED: "The connection was refused.",
  ECONNRESET: "The connection was reset while it was being made.",
  ETIMEDOUT: "The host did not answer.",
  EHOSTUNREACH: "The host cannot be reached.",
  ENETUNREACH: "The host cannot be reached.",
};

const PROTOCOL: Record<string, string> = {
  HPE_HEADER_OVERFLOW: "The headers of the answer are longer than 16 KiB.",
  ECONNRESET: "The connection was closed before an answer came.",
  EPIPE: "The connection was closed before an answer came.",
  ERR_INVALID_CHAR: "A header cannot be sent: its value holds characters that HTTP does not allow.",
  ERR_INVALID_HTTP_TOKEN: "A header cannot be sent: HTTP does not allow its name.",
};

/** Explains an error that occurred in this phase of an attempt. */
export function sendFailureOf(error: NodeJS.ErrnoException, phase: Phase): SendFailure {
  const code = codeOf(error);
  if (code === BLOCKED_ADDRESS) return blockedHost;
  if (phase === "dns") return { failure: "dns", detail: LOOKUP[code] ?? `The host name lookup failed (${code}).` };
  if (phase === "connect") return { failure: "connect", detail: CONNECT[code] ?? `The connection failed (${code}).` };
  // With TLS 1.3 client certificates, the server can reject the handshake after it has ended on this side.
  if (phase === "tls" || isOfTls(code)) return { failure: "tls", detail: tlsDetail(code) };
  return { failure: "protocol", detail: PROTOCOL[code] ?? notHttp(code) };
}

const notHttp = (code: string): string => `The answer is not valid HTTP${code && ` (${code})`}.`;

const blockedHost: SendFailure = {
  failure: "blocked-address",
  detail: "The host resolves to an address that is not public.",
};

export const tooManyInterim: SendFailure = {
  failure: "protocol",
  detail: "The receiver sent one interim answer (1xx) after another.",
};

const UNFINISHED: Record<Phase, string> = {
  dns: "looking up the host name",
  connect: "connecting",
  tls: "in the TLS handshake",
  headers: "waiting for an answer",
  body: "reading the answer",
};

/** Explains a time limit that passed in this phase of an attempt. */
export function timeoutOf(phase: Phase, timeoutMs: number): SendFailure {
  const detail = `The time limit of ${timeoutMs / 1000} s passed while ${UNFINISHED[phase]}.`;
  return { failure: phase === "body" ? "too-slow" : `timeout-${phase}`, detail };
}
