import { describe, expect, it } from "vitest";
import { BLOCKED_ADDRESS, TOO_MANY_ADDRESSES } from "../../lib/sending/guarded-lookup.ts";
import { type Phase, sendFailureOf, timeoutOf } from "../../lib/sending/send-failure.ts";

const errorOf = (code: string) => Object.assign(new Error(code), { code });

const NO_ANSWER = "The host name could not be looked up: its DNS servers did not answer.";
const DNS_FAILED = "The host name could not be looked up: its DNS servers reported a failure.";

describe("an error", () => {
  it.each<[Phase, string, string, string]>([
    ["dns", "ENOTFOUND", "dns", "The host name does not exist."],
    ["dns", "ENODATA", "dns", "The host name has no IP address."],
    ["dns", TOO_MANY_ADDRESSES, "dns", "The host name has more than 100 IP addresses."],
    ["dns", "EBADNAME", "dns", "The host name is not valid in DNS."],
    ["dns", "EAI_AGAIN", "dns", NO_ANSWER],
    ["dns", "ETIMEOUT", "dns", NO_ANSWER],
    ["dns", "ECONNREFUSED", "dns", NO_ANSWER],
    ["dns", "ESERVFAIL", "dns", DNS_FAILED],
    ["dns", "EREFUSED", "dns", DNS_FAILED],
    ["dns", "EOTHER", "dns", "The host name lookup failed (EOTHER)."],
    ["dns", BLOCKED_ADDRESS, "blocked-address", "The host resolves to an address that is not public."],
    ["connect", BLOCKED_ADDRESS, "blocked-address", "The host resolves to an address that is not public."],
    ["connect", "ECONNREFUSED", "connect", "The connection was refused."],
    ["connect", "ECONNRESET", "connect", "The connection was reset while it was being made."],
    ["connect", "ETIMEDOUT", "connect", "The host did not answer."],
    ["connect", "EHOSTUNREACH", "connect", "The host cannot be reached."],
    ["connect", "ENETUNREACH", "connect", "The host cannot be reached."],
    ["connect", "EOTHER", "connect", "The connection failed (EOTHER)."],
    ["headers", "HPE_HEADER_OVERFLOW", "protocol", "The headers of the answer are longer than 16 KiB."],
    ["headers", "ECONNRESET", "protocol", "The connection was closed before an answer came."],
    ["headers", "EPIPE", "protocol", "The connection was closed before an answer came."],
    [
      "headers",
      "ERR_INVALID_CHAR",
      "protocol",
      "A header cannot be sent: its value holds characters that HTTP does not allow.",
    ],
    ["headers", "ERR_INVALID_HTTP_TOKEN", "protocol", "A header cannot be sent: HTTP does not allow its name."],
    ["headers", "HPE_INVALID_CONSTANT", "protocol", "The answer is not valid HTTP (HPE_INVALID_CONSTANT)."],
    ["headers", "", "protocol", "The answer is not valid HTTP."],
  ])("while in phase %s with code %s is a %s failure", (phase, code, failure, detail) => {
    expect(sendFailureOf(errorOf(code), phase)).toEqual({ failure, detail });
  });

  it.each<[Phase, string]>([
    ["tls", "ECONNRESET"],
    ["tls", "CERT_HAS_EXPIRED"],
    ["headers", "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"],
  ])("while in phase %s with code %s is a failure of TLS", (phase, code) => {
    const { failure, detail } = sendFailureOf(errorOf(code), phase);
    expect([failure, detail]).toEqual(["tls", expect.stringMatching(/^The .* .*\.$/)]);
  });
});

describe("a time limit", () => {
  it.each<[Phase, string, string]>([
    ["dns", "timeout-dns", "looking up the host name"],
    ["connect", "timeout-connect", "connecting"],
    ["tls", "timeout-tls", "in the TLS handshake"],
    ["headers", "timeout-headers", "waiting for an answer"],
    ["body", "too-slow", "reading the answer"],
  ])("that passes in phase %s is %s", (phase, failure, doing) => {
    expect(timeoutOf(phase, 1500)).toEqual({ failure, detail: `The time limit of 1.5 s passed while ${doing}.` });
  });
});
