import { describe, expect, it } from "vitest";
import { codeOf, isOfTls, tlsDetail } from "../../lib/sending/tls-failure.ts";

/** The codes by what the subscriber reads. */
const DETAILS: Record<string, readonly string[]> = {
  "The certificate has expired.": ["CERT_HAS_EXPIRED"],
  "The certificate is not valid yet.": ["CERT_NOT_YET_VALID"],
  "The certificate was revoked.": ["CERT_REVOKED"],
  "The certificate's signature is not valid.": ["CERT_SIGNATURE_FAILURE"],
  "The certificate chain is too long.": ["CERT_CHAIN_TOO_LONG"],
  "The certificate's issuer is not trusted.": ["CERT_REJECTED", "CERT_UNTRUSTED", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
  "The certificate is self-signed.": ["DEPTH_ZERO_SELF_SIGNED_CERT"],
  "The certificate chain ends in a self-signed certificate that is not trusted.": ["SELF_SIGNED_CERT_IN_CHAIN"],
  "The certificate cannot be verified: an intermediate certificate is missing.": [
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  ],
  "The certificate is not valid for a TLS server.": ["INVALID_CA", "INVALID_PURPOSE"],
  "The certificate is for another host name.": ["HOSTNAME_MISMATCH", "ERR_TLS_CERT_ALTNAME_INVALID"],
  "The certificate's host names are malformed.": ["ERR_TLS_CERT_ALTNAME_FORMAT"],
  "The host's certificate or key exchange uses a key or an algorithm that is too weak.": [
    "UNSPECIFIED",
    "ERR_SSL_DH_KEY_TOO_SMALL",
    "ERR_SSL_EE_KEY_TOO_SMALL",
    "ERR_SSL_CA_KEY_TOO_SMALL",
    "ERR_SSL_CA_MD_TOO_WEAK",
  ],
  "The host does not speak TLS on this port.": [
    "EPROTO",
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "ERR_SSL_HTTP_REQUEST",
    "ERR_SSL_PACKET_LENGTH_TOO_LONG",
    "ERR_SSL_RECORD_TOO_SMALL",
  ],
  "The host only speaks a version of TLS older than 1.2, and Posthorn requires TLS 1.2 or 1.3.": [
    "ERR_SSL_UNSUPPORTED_PROTOCOL",
    "ERR_SSL_VERSION_TOO_LOW",
    "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
    "ERR_SSL_INAPPROPRIATE_FALLBACK",
    "ERR_SSL_TLSV1_ALERT_INAPPROPRIATE_FALLBACK",
  ],
  "The host's TLS is outdated: it does not support secure renegotiation (RFC 5746).": [
    "ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
  ],
  "The host rejected the TLS handshake: it shares no cipher suite or algorithm with Posthorn, or requires a client certificate.":
    ["ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE"],
  "The host and Posthorn have no TLS cipher suite, group or signature algorithm in common.": [
    "ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY",
    "ERR_SSL_NO_SHARED_CIPHER",
    "ERR_SSL_WRONG_CIPHER_RETURNED",
    "ERR_SSL_UNKNOWN_CIPHER_RETURNED",
    "ERR_SSL_WRONG_SIGNATURE_TYPE",
    "ERR_SSL_WRONG_CURVE",
  ],
  "The host requires a client certificate, and Posthorn has none.": [
    "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE",
    "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
    "ERR_SSL_SSLV3_ALERT_NO_CERTIFICATE",
  ],
  "The host has no certificate for this host name.": [
    "ERR_SSL_TLSV1_UNRECOGNIZED_NAME",
    "ERR_SSL_TLSV1_ALERT_UNRECOGNIZED_NAME",
  ],
  "The host denied access during the TLS handshake.": ["ERR_SSL_TLSV1_ALERT_ACCESS_DENIED"],
  "The host reported an error of its own during the TLS handshake.": ["ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR"],
  "The connection was closed during the TLS handshake.": [
    "ECONNRESET",
    "EPIPE",
    "ERR_SSL_UNEXPECTED_EOF_WHILE_READING",
  ],
  "The TLS handshake failed (ERR_SSL_SOMETHING).": ["ERR_SSL_SOMETHING"],
};

describe("a failed TLS handshake", () => {
  it.each(Object.entries(DETAILS).flatMap(([detail, codes]) => codes.map((code) => [code, detail])))(
    "with %s: %s",
    (code, detail) => {
      expect(tlsDetail(code ?? "")).toBe(detail);
    },
  );

  it("is told from other failures by its code", () => {
    expect(["EPROTO", "ERR_SSL_NO_SHARED_CIPHER", "ECONNRESET", "HPE_INVALID_CONSTANT", ""].map(isOfTls)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("the code of an error", () => {
  const reason = "write EPROTO 0A:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../x.c:1:";

  it.each([
    ["EPROTO", reason, "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"],
    ["EPROTO", "write EPROTO", "EPROTO"],
    ["ECONNRESET", reason, "ECONNRESET"],
    [undefined, reason, ""],
  ])("%s with the message %j is %s", (code, message, expected) => {
    expect(codeOf(Object.assign(new Error(message), code === undefined ? {} : { code }))).toBe(expected);
  });
});
