import { isText } from "../delivery/task.ts";
import { WAKE_REASONS, type Wake, type WakeReason } from "./health-store.ts";

/** Encodes a subscription or a lane to wake as an SQS message body. */
export const encodeWake = ({ tenantId, subscriptionId, reason, lane }: Wake): string =>
  JSON.stringify({ v: 1, tenantId, subscriptionId, reason, lane });

/** Decodes a message body. Returns undefined if the body names no subscription, or a reason of a later release. */
export function decodeWake(body: string): Wake | undefined {
  try {
    const { v, tenantId, subscriptionId, reason, lane } = JSON.parse(body);
    if (v !== 1 || !isText(tenantId) || !isText(subscriptionId)) return undefined;
    if (typeof lane === "string") return { tenantId, subscriptionId, lane };
    if (reason === undefined) return { tenantId, subscriptionId };
    return isReason(reason) ? { tenantId, subscriptionId, reason } : undefined;
  } catch {
    return undefined;
  }
}

const isReason = (value: unknown): value is WakeReason => WAKE_REASONS.some((reason) => reason === value);
