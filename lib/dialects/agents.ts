import type { Event, Subscription } from "../core/model.ts";
import { compileDialect } from "./compile.ts";

/**
 * The agent platform: its receivers sign `JSON.stringify` of the body that they have parsed, so the body is
 * what that gives. A number that a double can't hold becomes what JavaScript makes of it.
 */
export const agents = compileDialect(
  { name: "agents", algorithm: "hmac-sha256", signatureHeader: "x-webhook-signature", body: null },
  { body: (event, { subscription }) => bodyOf(event, subscription) },
);

function bodyOf({ type, occurredAt, data }: Event, { id, name = "" }: Subscription): string {
  const parsed: unknown = JSON.parse(data);
  return JSON.stringify({ event: type, webhook: { id, name }, timestamp: withMicroseconds(occurredAt), data: parsed });
}

const withMicroseconds = (iso: string): string => `${iso.slice(0, -1)}000Z`;
