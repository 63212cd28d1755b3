import { createHmac, randomBytes } from "node:crypto";
import { bodyTemplate } from "./body-template.ts";
import { STANDARD_BODY } from "./definitions.ts";
import type { Dialect, Rendered, RenderInput } from "./dialect.ts";
import { hmacKeys } from "./hmac-key.ts";

/**
 * Standard Webhooks 1.0.0, symmetric
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 * Each secret gives one entry of the signature list, so that a rotation needs no downtime.
 */
export const standard: Dialect = {
  name: "standard",
  ownHeaders: ["content-type", "webhook-id", "webhook-timestamp", "webhook-signature"],
  secretHeaders: [],
  goneStatuses: [410],
  signatureList: true,
  bodyForm: bodyTemplate(STANDARD_BODY).form,
  generateSecret: () => PREFIX + randomBytes(32).toString("base64"),
  secretProblem,
  render,
};

const PREFIX = "whsec_";

function render({ event, secrets, nowMs }: RenderInput): Rendered {
  const body = Buffer.from(
    `{"type":${JSON.stringify(event.type)},"timestamp":"${event.occurredAt}","data":${event.data}}`,
  );
  const timestamp = Math.floor(nowMs / 1000);
  return {
    headers: {
      "content-type": "application/json",
      "webhook-id": event.id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signStandard(secrets, event.id, timestamp, body),
    },
    body,
  };
}

/**
 * The signature list over `<id>.<timestamp>.<body>`: `v1,<base64>` for each secret, separated by spaces.
 *
 * @param secrets each `whsec_<base64>`
 * @param timestamp Unix seconds
 */
export function signStandard(secrets: string[], id: string, timestamp: number, body: Buffer): string {
  const entry = (secret: string) => createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.`).update(body);
  return secrets.map((secret) => `v1,${entry(secret).digest("base64")}`).join(" ");
}

const bytesOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), "base64");

const keyOf = hmacKeys(bytesOf);

/** The specification asks for 24 to 64 random bytes, shown as `whsec_<base64>`. */
function secretProblem(secret: string): string | undefined {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret)) return "must be whsec_ followed by base64";
  const { length } = bytesOf(secret);
  return length < 24 || length > 64 ? "must hold 24 to 64 bytes" : undefined;
}
