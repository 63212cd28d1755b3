import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { DialectName } from "../../../lib/dialects/verify/index.ts";

/** A POST to sign. */
export interface SignedPost {
  id: string;
  /** Unix seconds. */
  timestamp: number;
  body: Buffer;
}

/** Signs like a product's sender, with `node:crypto` alone and none of the code under test. */
export interface ProductSender {
  name: string;
  dialect: DialectName;
  /** Returns a valid secret in the receivers' form. Each `seed` gives another one. */
  secret(seed: number): string;
  headers(secret: string, samplePost: SignedPost): Record<string, string>;
  signatureHeader: string;
  /** The parts of a POST that the signature covers. */
  covers: { id: boolean; timestamp: boolean; body: boolean };
  /** Whether the event's id is in a signed header or in the signed body. */
  givesId: boolean;
}

const hmac = (key: string | Buffer, ...texts: (string | Buffer)[]) => {
  const mac = createHmac("sha256", key);
  for (const text of texts) mac.update(text);
  return mac;
};

const whsec = (seed: number) => `whsec_${Buffer.alloc(32, seed + 1).toString("base64")}`;
const plain = (seed: number) => `s3cret-${seed}-ÿ-☂`;
const decoded = (secret: string) => Buffer.from(secret.slice("whsec_".length), "base64");

/** Private keys by the text of their public key. */
const keyPairs = new Map<string, KeyObject>();

function publicKey(): string {
  const pair = generateKeyPairSync("ed25519");
  const { x = "" } = pair.publicKey.export({ format: "jwk" });
  const text = `whpk_${Buffer.from(x, "base64url").toString("base64")}`;
  keyPairs.set(text, pair.privateKey);
  return text;
}

function privateKeyOf(text: string): KeyObject {
  return keyPairs.get(text) ?? createPrivateKey("unknown public key");
}

const all = { id: true, timestamp: true, body: true };
const bodyOnly = { id: false, timestamp: false, body: true };

function svixStyle(prefix: "svix" | "webhook", dialect: DialectName): ProductSender {
  return {
    name: dialect,
    dialect,
    secret: whsec,
    headers: (secret, { id, timestamp, body }) => ({
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: String(timestamp),
      [`${prefix}-signature`]: `v1,${hmac(decoded(secret), `${id}.${timestamp}.`, body).digest("base64")}`,
    }),
    signatureHeader: `${prefix}-signature`,
    covers: all,
    givesId: true,
  };
}

function hexOverBody(dialect: DialectName, header: string, prefix = ""): ProductSender {
  return {
    name: dialect,
    dialect,
    secret: plain,
    headers: (secret, { body }) => ({ [header]: prefix + hmac(secret, body).digest("hex") }),
    signatureHeader: header,
    covers: bodyOnly,
    givesId: dialect === "tenant" || dialect === "watsi",
  };
}

const ed25519: ProductSender = {
  ...svixStyle("webhook", "standard"),
  name: "standard with ed25519",
  secret: publicKey,
  headers: (secret, { id, timestamp, body }) => {
    const text = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
    return {
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": `v1a,${sign(null, text, privateKeyOf(secret)).toString("base64")}`,
    };
  },
};

const outtake: ProductSender = {
  name: "outtake",
  dialect: "outtake",
  secret: (seed) => `shared-${seed}`,
  headers: (secret) => ({ "x-outtake-secret": secret }),
  signatureHeader: "x-outtake-secret",
  covers: { id: false, timestamp: false, body: false },
  givesId: false,
};

const stripe: ProductSender = {
  name: "stripe",
  dialect: "stripe",
  secret: whsec,
  headers: (secret, { timestamp, body }) => ({
    // Stripe's own receivers use the whole secret as the key, including its prefix.
    "stripe-signature": `t=${timestamp},v1=${hmac(secret, `${timestamp}.`, body).digest("hex")}`,
  }),
  signatureHeader: "stripe-signature",
  covers: { id: false, timestamp: true, body: true },
  givesId: true,
};

export const senders: readonly ProductSender[] = [
  svixStyle("webhook", "standard"),
  ed25519,
  svixStyle("svix", "witn"),
  outtake,
  hexOverBody("agents", "x-webhook-signature"),
  hexOverBody("tenant", "x-webhook-signature"),
  hexOverBody("watsi", "x-watsi-signature"),
  hexOverBody("github", "x-hub-signature-256", "sha256="),
  stripe,
];

/** 2026-01-01, in Unix seconds. */
export const NOW = 1_767_225_600;

export const samplePost = (fields: Partial<SignedPost> = {}): SignedPost => ({
  id: "evt_1",
  timestamp: NOW,
  body: Buffer.from('{"id":"evt_1","type":"invoice.paid","data":{"amount":1}}'),
  ...fields,
});
