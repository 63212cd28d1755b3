import { createHmac, createPublicKey, verify } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Webhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";

/** A POST that arrived at a receiver. */
interface Post {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A product's receiver as its customers have written it. It uses no code of Posthorn. */
export interface Product {
  name: string;
  /** The subscription's fields that choose the dialect. */
  settings: object;
  /** The secret, if the customer chose it. */
  secret?: string;
  /** Whether the receiver accepts a POST. `key` is the public key, or the secret if there is no public key. */
  accepts(key: string, post: Post): boolean;
  /** The change that the receiver detects: a changed body where the body is signed, otherwise a wrong secret. */
  guards: "body" | "secret";
  /** Whether the receiver rejects POSTs older than 300 s. It can where the time is signed. */
  timed: boolean;
}

/** A dialect that the operator registers through the API. */
export const OWN_DIALECT = {
  name: "own",
  algorithm: "hmac-sha256",
  signatureHeader: "X-Own-Signature",
  signature: "t={timestamp},v1={signature}",
  separator: ",",
  signedText: "{id}:{timestamp}:{body}",
  encoding: "base64",
  keyForm: "base64",
  idHeader: "x-own-id",
  headers: { "x-own-type": "{type}" },
  body: { kind: "our {type}", list: [1, null, "{data}"], prototype: "{occurredAtSeconds}" },
};

const body = { guards: "body", timed: false } as const;

export const products: readonly Product[] = [
  { ...body, name: "standard", settings: { dialect: "standard" }, accepts: standard, timed: true },
  { ...body, name: "standard-ed25519", settings: { signature: "ed25519" }, accepts: ed25519, timed: true },
  { ...body, name: "witn", settings: { dialect: "witn" }, accepts: svix, timed: true },
  {
    name: "outtake",
    settings: { dialect: "outtake" },
    secret: "chosen-by-the-user",
    accepts: (secret, { headers }) => headers["x-outtake-secret"] === secret,
    guards: "secret",
    timed: false,
  },
  { ...body, name: "agents", settings: { dialect: "agents" }, accepts: restringified },
  { ...body, name: "tenant", settings: { dialect: "tenant" }, accepts: hexIn("x-webhook-signature") },
  { ...body, name: "watsi", settings: { dialect: "watsi" }, accepts: hexIn("x-watsi-signature") },
  { ...body, name: "github", settings: { dialect: "github" }, accepts: hexIn("x-hub-signature-256", "sha256=") },
  { ...body, name: "stripe", settings: { dialect: "stripe" }, accepts: stripe, timed: true },
  { ...body, name: "an operator's own", settings: { dialect: "own" }, accepts: own, timed: true },
];

const hmac = (key: string | Buffer, ...texts: (string | Buffer)[]) =>
  texts.reduce((mac, text) => mac.update(text), createHmac("sha256", key));

const isRecent = (seconds: unknown): boolean => Math.abs(Date.now() / 1000 - Number(seconds)) <= 300;

/** Whether a check does not throw. Verification libraries throw when they reject. */
function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

const textHeaders = (headers: IncomingHttpHeaders) => headers as Record<string, string>;

function standard(secret: string, { headers, body }: Post): boolean {
  return passes(() => new Webhook(secret).verify(body.toString(), textHeaders(headers)));
}

function ed25519(publicKey: string, { headers, body }: Post): boolean {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": entries } = headers;
  const x = Buffer.from(publicKey.replace("whpk_", ""), "base64").toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  const text = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const signatures = String(entries)
    .split(" ")
    .map((entry) => Buffer.from(entry.replace("v1a,", ""), "base64"));
  return isRecent(timestamp) && signatures.some((signature) => verify(null, text, key, signature));
}

/** Also checks that the id in the body, which identifies duplicates, is the header's. */
function svix(secret: string, { headers, body }: Post): boolean {
  return (
    passes(() => new SvixWebhook(secret).verify(body.toString(), textHeaders(headers))) &&
    JSON.parse(body.toString()).id === headers["svix-id"]
  );
}

/** Parses the body and signs its own serialization. Rejects a body that is not JSON. */
function restringified(secret: string, { headers, body }: Post): boolean {
  return passes(() => {
    const again = JSON.stringify(JSON.parse(body.toString()));
    if (headers["x-webhook-signature"] !== hmac(secret, again).digest("hex")) throw new Error("not from us");
  });
}

function hexIn(header: string, prefix = "") {
  return (secret: string, { headers, body }: Post): boolean =>
    headers[header] === prefix + hmac(secret, body).digest("hex");
}

/** Parses `t=…,v1=…` into a map. */
const parts = (header: unknown) =>
  new Map(
    String(header)
      .split(",")
      .map((part) => part.split(/=(.*)/s, 2) as [string, string]),
  );

function stripe(secret: string, { headers, body }: Post): boolean {
  const given = parts(headers["stripe-signature"]);
  const timestamp = given.get("t");
  return isRecent(timestamp) && given.get("v1") === hmac(secret, `${timestamp}.`, body).digest("hex");
}

function own(secret: string, { headers, body }: Post): boolean {
  const given = parts(headers["x-own-signature"]);
  const timestamp = given.get("t");
  const signed = hmac(Buffer.from(secret, "base64"), `${headers["x-own-id"]}:${timestamp}:`, body);
  return isRecent(timestamp) && given.get("v1") === signed.digest("base64");
}
