import { createPrivateKey, createPublicKey, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { builtInNames } from "../../lib/dialects/built-in-definitions.ts";
import { findDialect } from "../../lib/dialects/registry.ts";
import { sampleEvent, subscriptionOf } from "../support/factories.ts";

const IDENTIFYING = ["posthorn-delivery-id", "posthorn-attempt", "posthorn-subscription-id"];
const WITHOUT_DELIVERY_ID = IDENTIFYING.slice(1);
const STANDARD = ["content-type", "webhook-id", "webhook-signature", "webhook-timestamp"];

const whsec = /^whsec_[A-Za-z0-9+/]{43}=$/;
const whsk = /^whsk_[A-Za-z0-9+/]{86}==$/;
const text = /^[\w-]{43}$/;

/** What receivers and customers rely on, for each built-in dialect. */
const TABLE = {
  standard: {
    gone: [410],
    list: true,
    secret: whsec,
    own: STANDARD,
    posthorn: IDENTIFYING,
    secretHeaders: [],
    publicKey: false,
  },
  "standard-ed25519": {
    gone: [410],
    list: true,
    secret: whsk,
    own: STANDARD,
    posthorn: IDENTIFYING,
    secretHeaders: [],
    publicKey: true,
  },
  witn: {
    gone: [],
    list: true,
    secret: whsec,
    own: ["content-type", "svix-id", "svix-signature", "svix-timestamp"],
    posthorn: IDENTIFYING,
    secretHeaders: [],
    publicKey: false,
  },
  watsi: {
    gone: [],
    list: false,
    secret: text,
    own: ["content-type", "x-watsi-delivery-id", "x-watsi-signature"],
    posthorn: WITHOUT_DELIVERY_ID,
    secretHeaders: [],
    publicKey: false,
  },
  outtake: {
    gone: [],
    list: false,
    secret: text,
    own: ["content-type", "x-outtake-event-id", "x-outtake-secret"],
    posthorn: IDENTIFYING,
    secretHeaders: ["x-outtake-secret"],
    publicKey: false,
  },
  github: {
    gone: [],
    list: false,
    secret: text,
    own: ["content-type", "x-github-delivery", "x-github-event", "x-hub-signature-256"],
    posthorn: WITHOUT_DELIVERY_ID,
    secretHeaders: [],
    publicKey: false,
  },
  stripe: {
    gone: [],
    list: true,
    secret: text,
    own: ["content-type", "stripe-signature"],
    posthorn: IDENTIFYING,
    secretHeaders: [],
    publicKey: false,
  },
  tenant: {
    gone: [],
    list: false,
    secret: text,
    own: ["content-type", "x-webhook-delivery-id", "x-webhook-signature"],
    posthorn: WITHOUT_DELIVERY_ID,
    secretHeaders: [],
    publicKey: false,
  },
  agents: {
    gone: [],
    list: false,
    secret: text,
    own: ["content-type", "x-webhook-signature"],
    posthorn: IDENTIFYING,
    secretHeaders: [],
    publicKey: false,
  },
};

function dialect(name: string) {
  const found = findDialect(name);
  if (!found) throw new Error(`no dialect ${name}`);
  return found;
}

describe("the built-in dialects", () => {
  it("are all in this table", () => {
    expect(Object.keys(TABLE).toSorted()).toEqual(builtInNames.toSorted());
  });

  it.each(Object.entries(TABLE))("%s has its gone statuses, headers and form of secrets", (name, expected) => {
    const { goneStatuses, signatureList, ownHeaders, posthornHeaders, secretHeaders, publicKeyOf, ...rest } =
      dialect(name);
    expect(goneStatuses).toEqual(expected.gone);
    expect(signatureList).toBe(expected.list);
    expect(ownHeaders.toSorted()).toEqual(expected.own);
    expect(posthornHeaders).toEqual(expected.posthorn);
    expect(secretHeaders).toEqual(expected.secretHeaders);
    expect(publicKeyOf !== undefined).toBe(expected.publicKey);
    expect(rest.name).toBe(name);
    expect(rest.generateSecret()).toMatch(expected.secret);
  });

  it.each(builtInNames)("%s never generates a secret twice", (name) => {
    const secrets = Array.from({ length: 5 }, () => dialect(name).generateSecret());
    expect(new Set(secrets).size).toBe(5);
  });
});

/** The SubjectPublicKeyInfo of an ed25519 key begins with these bytes (RFC 8410, section 4). */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

describe("a generated ed25519 secret", () => {
  const { generateSecret, publicKeyOf, render } = dialect("standard-ed25519");
  const secret = generateSecret();
  const bytes = Buffer.from(secret.slice("whsk_".length), "base64");

  it("holds its seed, and then the public key of this seed", () => {
    const key = createPrivateKey({
      key: Buffer.concat([PKCS8, bytes.subarray(0, 32)]),
      format: "der",
      type: "pkcs8",
    });
    const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
    expect(bytes.subarray(32).equals(publicKey)).toBe(true);
    expect(publicKeyOf?.(secret)).toBe(`whpk_${publicKey.toString("base64")}`);
  });

  it("signs what its public half verifies", () => {
    const { headers, body } = render({
      event: sampleEvent({ type: "a", data: "{}" }),
      subscription: subscriptionOf(),
      deliveryId: "dlv_1",
      secrets: [secret],
      nowMs: 0,
    });
    const publicKey = createPublicKey({
      key: Buffer.concat([SPKI, bytes.subarray(32)]),
      format: "der",
      type: "spki",
    });
    const signature = Buffer.from(headers["webhook-signature"]?.split(",")[1] ?? "", "base64");
    const signed = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`);
    expect(verify(null, signed, publicKey, signature)).toBe(true);
  });
});
