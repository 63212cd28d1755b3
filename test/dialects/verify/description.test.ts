import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type DialectDescription, verify } from "../../../lib/dialects/verify/index.ts";
import { NOW, samplePost } from "./product-senders.ts";
import { now, verifyOutcome } from "./receiving.ts";

const { body } = samplePost();
const bytes = Buffer.alloc(32, 9);
const mac = (key: string | Buffer, ...texts: (string | Buffer)[]) =>
  createHmac("sha256", key).update(Buffer.concat(texts.map((text) => Buffer.from(text))));

interface Case {
  name: string;
  dialect: DialectDescription;
  secret: string;
  headers: Record<string, string>;
  /** The values that `verify` returns. */
  gives?: { id?: string; timestamp?: Date };
}

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const publicText = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString("base64");
const at = { timestamp: new Date(NOW * 1000) };

const cases: Case[] = [
  {
    name: "hex over the body",
    dialect: { algorithm: "hmac-sha256", signatureHeader: "X-Acme-Signature" },
    secret: "s3cret",
    headers: { "x-acme-signature": mac("s3cret", body).digest("hex") },
  },
  {
    name: "base64 with a prefix, and a key in base64",
    dialect: {
      algorithm: "hmac-sha256",
      signatureHeader: "X-Acme",
      signature: "sha256={signature}",
      encoding: "base64",
      keyForm: "base64",
    },
    secret: bytes.toString("base64"),
    headers: { "x-acme": `sha256=${mac(bytes, body).digest("base64")}` },
  },
  {
    name: "an id and a timestamp in their own headers, in another order",
    dialect: {
      algorithm: "hmac-sha256",
      signatureHeader: "X-Sign",
      signedText: "v0:{timestamp}:{id}:{body}!",
      idHeader: "X-Message",
      timestampHeader: "X-Time",
    },
    secret: "s3cret",
    headers: {
      "X-MESSAGE": "evt_1",
      "X-Time": `${NOW}`,
      "x-sign": mac("s3cret", `v0:${NOW}:evt_1:`, body, "!").digest("hex"),
    },
    gives: { id: "evt_1", ...at },
  },
  {
    name: "an id that is not signed",
    dialect: { algorithm: "hmac-sha256", signatureHeader: "X-Sign", idHeader: "X-Message" },
    secret: "s3cret",
    headers: { "x-message": "evt_1", "x-sign": mac("s3cret", body).digest("hex") },
  },
  {
    name: "a timestamp within the signature header",
    dialect: {
      algorithm: "hmac-sha256",
      signatureHeader: "X-Sign",
      signature: "at={timestamp};s={signature}",
      separator: ";",
      signedText: "{timestamp}.{body}",
      keyForm: "whsec_",
    },
    secret: `whsec_${bytes.toString("base64")}`,
    headers: { "x-sign": `at=${NOW};s=${mac(bytes, `${NOW}.`, body).digest("hex")}` },
    gives: at,
  },
  {
    name: "several values in one header, and a delivery's id and a type in another",
    dialect: {
      algorithm: "hmac-sha256",
      signatureHeader: "X-Sign",
      signature: "[{timestamp}] {signature}.",
      signedText: "{type}|{deliveryId}|{timestamp}|{body}",
      headers: { "x-about": "{type}; delivery={deliveryId}" },
    },
    secret: "s3cret",
    headers: {
      "x-about": "invoice.paid; delivery=dlv_1",
      "x-sign": `[${NOW}] ${mac("s3cret", `invoice.paid|dlv_1|${NOW}|`, body).digest("hex")}.`,
    },
    gives: at,
  },
  {
    name: "a shared secret after a word",
    dialect: { algorithm: "shared-secret", signatureHeader: "Authorization", signature: "Bearer {signature}" },
    secret: "s3cret",
    headers: { authorization: "Bearer s3cret" },
  },
  ...(["hex", "base64"] as const).map((encoding) => ({
    name: `ed25519 in ${encoding}`,
    dialect: { algorithm: "ed25519", encoding, signatureHeader: "X-Sign" } as const,
    secret: publicText,
    headers: { "x-sign": sign(null, body, privateKey).toString(encoding) },
  })),
];

describe.each(cases)("an operator's dialect with $name", ({ dialect, secret, headers, gives }) => {
  const outcome = (sent: Record<string, string>, secrets = secret) =>
    verifyOutcome(verify({ headers: sent, body }, { dialect, secrets, now }));
  const header = dialect.signatureHeader.toLowerCase();
  const value = headers[header] ?? "";

  it("is verified", async () => {
    const verified = await verify({ headers, body }, { dialect, secrets: secret, now });
    expect(verified).toEqual({ ...gives, event: JSON.parse(body.toString()) });
  });

  it.each([
    ["a different character", value.slice(0, -1) + (value.endsWith("0") ? "1" : "0")],
    ["upper-case letters", value.toUpperCase()],
    ["a part", value.slice(0, -1)],
    ["more", `${value}0`],
    ["only the prefix", (dialect.signature ?? "").replace(/\{signature\}.*/, "")],
  ])("is rejected with %s", async (_name, changed) => {
    expect(await outcome({ ...headers, [header]: changed })).toBeOneOf([
      "bad-signature",
      "bad-timestamp",
      "missing-header",
    ]);
  });
});
