import type { DialectDescription } from "./description.ts";

/** A dialect as its receivers see it. */
export interface Scheme extends DialectDescription {
  /** The body has the event's id: the same on every retry, and signed with it. */
  idInBody?: true;
}

/** At least one. */
export type Schemes = readonly [Scheme, ...Scheme[]];

const hexOverBody = { algorithm: "hmac-sha256" } as const;
const overIdTimestampBody = {
  encoding: "base64",
  keyForm: "whsec_",
  signedText: "{id}.{timestamp}.{body}",
  separator: " ",
} as const;
const webhookHeaders = {
  idHeader: "webhook-id",
  timestampHeader: "webhook-timestamp",
  signatureHeader: "webhook-signature",
} as const;

/** The ways to sign in each dialect; a secret's form says which one it is for. */
const schemes = {
  standard: [
    { ...webhookHeaders, ...overIdTimestampBody, algorithm: "hmac-sha256", signature: "v1,{signature}" },
    { ...webhookHeaders, ...overIdTimestampBody, algorithm: "ed25519", signature: "v1a,{signature}" },
  ],
  witn: [
    {
      ...overIdTimestampBody,
      algorithm: "hmac-sha256",
      idHeader: "svix-id",
      timestampHeader: "svix-timestamp",
      signatureHeader: "svix-signature",
      signature: "v1,{signature}",
    },
  ],
  outtake: [{ algorithm: "shared-secret", signatureHeader: "x-outtake-secret" }],
  agents: [{ ...hexOverBody, signatureHeader: "x-webhook-signature" }],
  tenant: [{ ...hexOverBody, signatureHeader: "x-webhook-signature", idInBody: true }],
  watsi: [{ ...hexOverBody, signatureHeader: "x-watsi-signature", idInBody: true }],
  github: [{ ...hexOverBody, signatureHeader: "x-hub-signature-256", signature: "sha256={signature}" }],
  stripe: [
    {
      ...hexOverBody,
      signatureHeader: "stripe-signature",
      signature: "t={timestamp},v1={signature}",
      separator: ",",
      signedText: "{timestamp}.{body}",
      idInBody: true,
    },
  ],
} satisfies Record<string, Schemes>;

/** The dialects that are known by name. */
export type DialectName = keyof typeof schemes;

/**
 * The ways to sign in a dialect.
 *
 * @throws TypeError when there is no such dialect
 */
export function schemesOf(dialect: DialectName | DialectDescription): Schemes {
  if (typeof dialect === "object") return [dialect];
  if (!Object.hasOwn(schemes, dialect)) throw new TypeError(`There is no dialect ${dialect}`);
  return schemes[dialect];
}

/** The scheme that a secret is for: a public key says so itself, and must never be taken for an HMAC's key. */
export function schemeFor(secret: string, [first, ...others]: Schemes): Scheme {
  const isPublicKey = secret.startsWith(PUBLIC_KEY);
  return others.find(({ algorithm }) => (algorithm === "ed25519") === isPublicKey) ?? first;
}

/** What the text of a public key begins with. */
export const PUBLIC_KEY = "whpk_";
