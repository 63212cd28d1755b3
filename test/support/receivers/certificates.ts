import { readFileSync } from "node:fs";

/** Certificates of `receiver.test`, unless they are for a wrong host; all but the self-signed one by `ca`. */
export type Certificate = "valid" | "expired" | "wrong-host" | "self-signed";

/** The host that the certificates are for. */
export const CERTIFIED_HOST = "receiver.test";

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), "utf8");

export const testCa = (): string => fixture("ca.cert");

/** Key and certificate as a TLS server takes them. */
export const tlsOf = (certificate: Certificate): { key: string; cert: string } => ({
  key: fixture("receiver.key"),
  cert: fixture(`${certificate}.cert`),
});
