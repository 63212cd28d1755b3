import { shortened } from "../../lib/api/http/problem-json.ts";
import type { Refusal } from "../../lib/core/errors.ts";
import { rejectedEventId } from "../../lib/core/ids.ts";
import type { KeptRejection, RejectedEvent } from "../../lib/core/log/rejected-events.ts";
import type { IntakeMessage } from "./intake-message.ts";

/** Limits for what a record quotes, so that it fits into a row. */
const MAX_PROBLEMS = 20;
const MAX_QUOTED = 200;

/** The record of a rejected message. */
export const rejectionOf = (message: IntakeMessage, refusal: Refusal, nowMs: number): KeptRejection => ({
  id: message.rejectedId ?? rejectedEventId(message),
  rejectedAt: new Date(nowMs).toISOString(),
  reason: refusal.message,
  errors: shortened(refusal.errors, MAX_PROBLEMS, MAX_QUOTED),
  ...namesIn(message.body),
  body: message.body,
});

/** What an event says about itself, as far as it can be read. */
function namesIn(body: string): Pick<RejectedEvent, "tenantId" | "type" | "eventId"> {
  const event = objectIn(body);
  const detail = (event.detail ?? {}) as Record<string, unknown>;
  return {
    tenantId: quoted(detail.tenantId),
    type: quoted(event["detail-type"]),
    eventId: quoted(detail.id ?? event.id),
  };
}

const quoted = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value.slice(0, MAX_QUOTED) : undefined;

function objectIn(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
