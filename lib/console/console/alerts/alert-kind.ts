import { momentText, text } from "../../texts/texts.ts";
import type { ListedAlert } from "./alert-types.ts";

/** What alerts have in common that mean the same to people. */
export type AlertMeaning =
  | "failing"
  | "recovered"
  | "disable-scheduled"
  | "gone"
  | "disabled"
  | "by-hand"
  | "rate-limited"
  | "exhausted"
  | "too-slow";

export function kindOf(alert: ListedAlert): AlertMeaning {
  switch (alert.type) {
    case "subscription.failing":
      return "failing";
    case "subscription.recovered":
      return "recovered";
    case "subscription.disable-scheduled":
      return "disable-scheduled";
    case "subscription.disabled":
      return alert.reason === "failing" ? "disabled" : alert.reason;
    case "subscription.rate-limited":
      return "rate-limited";
    case "delivery.exhausted":
      return "exhausted";
    case "filter.too-slow":
      return "too-slow";
  }
}

/** What happened, in a sentence. */
export function whatHappened(alert: ListedAlert): string {
  switch (alert.type) {
    case "subscription.failing":
      return text("alertWhat.failing", { since: momentText(alert.since), why: alert.why });
    case "subscription.recovered":
      return text("alertWhat.recovered", { since: momentText(alert.failingSince), at: momentText(alert.at) });
    case "subscription.disable-scheduled":
      return text("alertWhat.disable-scheduled", {
        since: momentText(alert.failingSince),
        failures: alert.failures,
        at: momentText(alert.disableAt),
      });
    case "subscription.disabled":
      return whySwitchedOff(alert);
    case "subscription.rate-limited":
      return text("alertWhat.rate-limited", { since: momentText(alert.oldestHeldAt), perSecond: alert.perSecond });
    case "delivery.exhausted":
      return text("alertWhat.exhausted", {
        count: alert.count,
        since: momentText(alert.since),
        until: momentText(alert.until),
      });
    case "filter.too-slow":
      return alert.reason;
  }
}

function whySwitchedOff(alert: Extract<ListedAlert, { type: "subscription.disabled" }>): string {
  const { reason, by = "", failingSince, failures = 0 } = alert;
  if (reason === "by-hand") return text("alertWhat.by-hand", { by });
  if (reason === "gone" || failingSince === undefined) return text("alertWhat.gone");
  return text("alertWhat.disabled", { since: momentText(failingSince), failures });
}
