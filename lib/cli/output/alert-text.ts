import type { ApiObject } from "./api-object.ts";
import { timeText } from "./text.ts";

const time = (value: unknown): string => timeText(String(value));

/** What an alert says, in a few words. The facts are fields of the alert. */
const TEXTS: Record<string, (alert: ApiObject) => string> = {
  "subscription.failing": ({ since, why, failure }) =>
    `fails since ${time(since)}: ${why}${failure === undefined ? "" : ` (${failure})`}`,
  "subscription.recovered": ({ failingSince }) => `works again, failed since ${time(failingSince)}`,
  "subscription.disable-scheduled": ({ failingSince, failures, disableAt }) =>
    `will be switched off at ${time(disableAt)}: ${failures} failures since ${time(failingSince)}`,
  "subscription.disabled": disabledText,
  "subscription.rate-limited": ({ perSecond, oldestHeldAt }) =>
    `deliveries wait since ${time(oldestHeldAt)} for the limit of ${perSecond} a second`,
  "delivery.exhausted": ({ count, since, latest }) => {
    const { deliveryId, failure } = latest as ApiObject;
    const deliveries = count === 1 ? "delivery" : "deliveries";
    const last = `latest ${deliveryId}${failure === undefined ? "" : ` (${failure})`}`;
    return `${count} ${deliveries} used up all attempts since ${time(since)}, ${last}`;
  },
  "filter.too-slow": ({ reason }) => String(reason),
};

function disabledText({ reason, failingSince, failures, by }: ApiObject): string {
  if (reason === "gone") return "switched off: its receiver answered 410 Gone";
  if (reason === "failing") return `switched off: ${failures} failures since ${time(failingSince)}`;
  return `switched off by ${by === "admin" ? "the admin key" : `the key ${by}`}`;
}

/** A newer API may have types that this program doesn't know. */
export const alertText = (alert: ApiObject): string => TEXTS[String(alert.type)]?.(alert) ?? "";
