const NOT_TLS = "The host does not speak TLS on this port.";
const OLD_TLS = "The host only speaks a version of TLS older than 1.2, and Posthorn requires TLS 1.2 or 1.3.";
const NOTHING_IN_COMMON = "The host and Posthorn have no TLS cipher suite, group or signature algorithm in common.";
const REJECTED =
  "The host rejected the TLS handshake: it shares no cipher suite or algorithm with Posthorn, or requires a client certificate.";
const CLIENT_CERTIFICATE = "The host requires a client certificate, and Posthorn has none.";
const UNKNOWN_NAME = "The host has no certificate for this host name.";
const WEAK_KEY = "The host's certificate or key exchange uses a key or an algorithm that is too weak.";
const MISSING_ISSUER = "The certificate cannot be verified: an intermediate certificate is missing.";
const UNTRUSTED_ISSUER = "The certificate's issuer is not trusted.";
const NOT_FOR_SERVERS = "The certificate is not valid for a TLS server.";
const CLOSED = "The connection was closed during the TLS handshake.";

/**
 * Explains Node's codes for a certificate.
 * https://nodejs.org/docs/latest-v24.x/api/tls.html#x509-certificate-error-codes
 */
const CERTIFICATE: Record<string, string> = {
  CERT_HAS_EXPIRED: "The certificate has expired.",
  CERT_NOT_YET_VALID: "The certificate is not valid yet.",
  CERT_REVOKED: "The certificate was revoked.",
  CERT_SIGNATURE_FAILURE: "The certificate's signature is not valid.",
  CERT_CHAIN_TOO_LONG: "The certificate chain is too long.",
  CERT_REJECTED: UNTRUSTED_ISSUER,
  CERT_UNTRUSTED: UNTRUSTED_ISSUER,
  DEPTH_ZERO_SELF_SIGNED_CERT: "The certificate is self-signed.",
  SELF_SIGNED_CERT_IN_CHAIN: "The certificate chain ends in a self-signed certificate that is not trusted.",
  UNABLE_TO_GET_ISSUER_CERT: MISSING_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: MISSING_ISSUER,
  INVALID_CA: NOT_FOR_SERVERS,
  INVALID_PURPOSE: NOT_FOR_SERVERS,
  HOSTNAME_MISMATCH: "The certificate is for another host name.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The certificate is for another host name.",
  ERR_TLS_CERT_ALTNAME_FORMAT: "The certificate's host names are malformed.",
  // OpenSSL's security level rejects short keys and SHA-1 signatures. Node has no code of its own for that.
  UNSPECIFIED: WEAK_KEY,
};

/** Explains OpenSSL's reasons for a failed handshake (openssl/sslerr.h, and RFC 8446, 6.2, for alerts). */
const HANDSHAKE: Record<string, string> = {
  WRONG_VERSION_NUMBER: NOT_TLS,
  HTTP_REQUEST: NOT_TLS,
  PACKET_LENGTH_TOO_LONG: NOT_TLS,
  RECORD_TOO_SMALL: NOT_TLS,
  UNSUPPORTED_PROTOCOL: OLD_TLS,
  VERSION_TOO_LOW: OLD_TLS,
  TLSV1_ALERT_PROTOCOL_VERSION: OLD_TLS,
  INAPPROPRIATE_FALLBACK: OLD_TLS,
  TLSV1_ALERT_INAPPROPRIATE_FALLBACK: OLD_TLS,
  UNSAFE_LEGACY_RENEGOTIATION_DISABLED:
    "The host's TLS is outdated: it does not support secure renegotiation (RFC 5746).",
  // OpenSSL renamed this reason in version 3.2.
  SSLV3_ALERT_HANDSHAKE_FAILURE: REJECTED,
  "SSL/TLS_ALERT_HANDSHAKE_FAILURE": REJECTED,
  TLSV1_ALERT_INSUFFICIENT_SECURITY: NOTHING_IN_COMMON,
  NO_SHARED_CIPHER: NOTHING_IN_COMMON,
  WRONG_CIPHER_RETURNED: NOTHING_IN_COMMON,
  UNKNOWN_CIPHER_RETURNED: NOTHING_IN_COMMON,
  WRONG_SIGNATURE_TYPE: NOTHING_IN_COMMON,
  WRONG_CURVE: NOTHING_IN_COMMON,
  DH_KEY_TOO_SMALL: WEAK_KEY,
  EE_KEY_TOO_SMALL: WEAK_KEY,
  CA_KEY_TOO_SMALL: WEAK_KEY,
  CA_MD_TOO_WEAK: WEAK_KEY,
  TLSV13_ALERT_CERTIFICATE_REQUIRED: CLIENT_CERTIFICATE,
  "SSL/TLS_ALERT_BAD_CERTIFICATE": CLIENT_CERTIFICATE,
  SSLV3_ALERT_BAD_CERTIFICATE: CLIENT_CERTIFICATE,
  SSLV3_ALERT_NO_CERTIFICATE: CLIENT_CERTIFICATE,
  TLSV1_UNRECOGNIZED_NAME: UNKNOWN_NAME,
  TLSV1_ALERT_UNRECOGNIZED_NAME: UNKNOWN_NAME,
  TLSV1_ALERT_ACCESS_DENIED: "The host denied access during the TLS handshake.",
  TLSV1_ALERT_INTERNAL_ERROR: "The host reported an error of its own during the TLS handshake.",
  UNEXPECTED_EOF_WHILE_READING: CLOSED,
};

const SOCKET: Record<string, string> = { ECONNRESET: CLOSED, EPIPE: CLOSED, EPROTO: NOT_TLS };

const OPENSSL = "ERR_SSL_";

/**
 * Returns an error's code. If OpenSSL fails while Node writes, the code is only `EPROTO`, and OpenSSL's reason is in
 * the message: `write EPROTO 0A:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:…`. Then the
 * code is made from that reason, as Node makes it elsewhere.
 */
export function codeOf({ code = "", message }: NodeJS.ErrnoException): string {
  const reason = code === "EPROTO" && /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1];
  return reason ? OPENSSL + reason.toUpperCase().replaceAll(" ", "_") : code;
}

/** Tells whether a code that `codeOf` returned comes from OpenSSL. */
export const isOfTls = (code: string): boolean => code.startsWith(OPENSSL) || code === "EPROTO";

/** Explains a code that `codeOf` returned, in one sentence for the subscriber. */
export function tlsDetail(code: string): string {
  const known = CERTIFICATE[code] ?? SOCKET[code] ?? HANDSHAKE[code.slice(OPENSSL.length)];
  return known ?? `The TLS handshake failed (${code}).`;
}
