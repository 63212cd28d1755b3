import type { AddressInfo } from "node:net";
import tls, { type TlsOptions } from "node:tls";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { codeOf, tlsDetail } from "../../lib/sending/tls-failure.ts";
import { CERTIFIED_HOST, tlsOf } from "../support/receivers/certificates.ts";
import { lookupOf, post, testSender } from "../support/receivers/sending.ts";

const OLD = "The host only speaks a version of TLS older than 1.2, and Posthorn requires TLS 1.2 or 1.3.";
const REJECTED =
  "The host rejected the TLS handshake: it shares no cipher suite or algorithm with Posthorn, or requires a client certificate.";

/** Starts a TLS server that this process's defaults do not limit, and POSTs to it. */
async function postTo(options: TlsOptions) {
  const server = tls.createServer({ ...tlsOf("valid"), ...options }, (socket) => socket.end());
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const sender = testSender({ lookup: lookupOf({ [CERTIFIED_HOST]: [["127.0.0.1"]] }) });
  return post(sender, `https://${CERTIFIED_HOST}:${port}/`, { verifyTls: false });
}

describe("a failed TLS handshake says why", () => {
  const outdated = { minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } as const;

  test.each<[string, TlsOptions, string]>([
    ["a server that only speaks TLS 1.1", { ...outdated, maxVersion: "TLSv1.1" }, OLD],
    ["a server that only speaks TLS 1.0", { ...outdated, maxVersion: "TLSv1" }, OLD],
    [
      "a server whose ciphers Posthorn does not have",
      { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0", sigalgs: "ECDSA+SHA1" },
      REJECTED,
    ],
    [
      "a server that requires a client certificate",
      { requestCert: true, rejectUnauthorized: true },
      "The host requires a client certificate, and Posthorn has none.",
    ],
    [
      "a server that requires a client certificate, with TLS 1.2",
      { requestCert: true, rejectUnauthorized: true, maxVersion: "TLSv1.2" },
      REJECTED,
    ],
    [
      "a server that does not know the name",
      { SNICallback: (_name, done) => done(new Error("unknown")) },
      "The connection was closed during the TLS handshake.",
    ],
  ])("%s", async (_name, options, detail) => {
    expect(await postTo(options)).toMatchObject({ failure: "tls", detail });
  });

  it.each([
    ["tlsv1 alert protocol version", OLD],
    ["unsupported protocol", OLD],
    ["wrong version number", "The host does not speak TLS on this port."],
    ["tlsv1 unrecognized name", "The host has no certificate for this host name."],
    ["dh key too small", "The host's certificate or key exchange uses a key or an algorithm that is too weak."],
    ["a new reason", "The TLS handshake failed (ERR_SSL_A_NEW_REASON)."],
  ])("also if the reason is only in the message of an EPROTO: %s", (reason, detail) => {
    const message = `write EPROTO 00A1:error:0A00042E:SSL routines:ssl3_read_bytes:${reason}:../ssl/s3.c:1605:\n`;
    expect(tlsDetail(codeOf(Object.assign(new Error(message), { code: "EPROTO" })))).toBe(detail);
  });
});
