import { explainFailure } from "../delivery/failure-explanation.ts";
import type { FailureClass } from "../model/failure-class.ts";
import type { Alert, AlertFacts, Disabled } from "./alert.ts";
import { inOneLine } from "./one-line.ts";

/** Alerts that a message tells of together: what they have in common, in words for people. */
export interface AlertKind {
  one: string;
  /** Follows a number. */
  many: string;
  /** What Posthorn does about it, and what to do. True for one alert as for many. */
  does: string;
  todo: string;
}

/** What is particular about one alert. */
export interface AlertWords {
  kind: AlertKind;
  /** Sentences about the subscription, whose names and URLs the message shows beside them. */
  happened: string;
  /** Commands without `posthorn`, for this subscription. */
  commands: string[];
}

const DISABLED_FOR_FAILING: AlertKind = {
  one: "Subscription disabled: its endpoint failed for days",
  many: "subscriptions disabled: their endpoints failed for days",
  does: "Posthorn sends nothing to a disabled subscription. It records the events as skipped, and they can be sent later.",
  todo: "Tell the tenant. Once the endpoint is repaired, send a test: if it passes, the subscription is enabled again. Then replay what was skipped.",
};

const DISABLED_GONE: AlertKind = {
  one: "Subscription disabled: its receiver answered 410 Gone",
  many: "subscriptions disabled: their receivers answered 410 Gone",
  does: "Posthorn sends nothing to a disabled subscription. It records the events as skipped, and they can be sent later.",
  todo: "Ask the tenant if the receiver is gone for good. If so, delete the subscription. If not, enable it, and replay what was skipped.",
};

const DISABLE_SCHEDULED: AlertKind = {
  one: "Subscription about to be disabled: its endpoint has failed for days",
  many: "subscriptions about to be disabled: their endpoints have failed for days",
  does: "Posthorn holds the deliveries until then, and sends one now and then as a probe. If a POST succeeds, the subscription stays enabled. Otherwise Posthorn disables it, and the held deliveries are skipped.",
  todo: "Tell the tenant today. Once the endpoint is repaired, send a probe: if it succeeds, the held deliveries follow.",
};

const FAILING: AlertKind = {
  one: "Endpoint failing",
  many: "endpoints failing",
  does: "Posthorn holds the deliveries, and sends one now and then as a probe. Once probes succeed, it sends all held deliveries, slowly at first. Held deliveries are kept as long as the log.",
  todo: "If you know the cause, repair it or tell the tenant. Otherwise nothing needs to be done. After a repair, a probe by hand ends the wait.",
};

const EXHAUSTED: AlertKind = {
  one: "Deliveries used up their attempts",
  many: "subscriptions with deliveries that used up their attempts",
  does: "Posthorn doesn't try these deliveries again. Their events stay in the log, and can be sent again until they expire.",
  todo: "Look at the latest delivery to see what the receiver answered. Once the cause is repaired, replay the events.",
};

const RATE_LIMITED: AlertKind = {
  one: "Deliveries wait for a rate limit",
  many: "subscriptions with deliveries that wait for a rate limit",
  does: "Posthorn sends the deliveries as quickly as the rate limit allows. None is lost, unless it waits for longer than the log is kept.",
  todo: "If the receiver can take more, ask the tenant to raise the rate limit. If the burst is over, nothing needs to be done.",
};

const TOO_SLOW: AlertKind = {
  one: "Filter too slow",
  many: "subscriptions with a filter that is too slow",
  does: "Posthorn decides about these events later, with more time. So their deliveries are late. If that time is not enough either, an event creates no delivery.",
  todo: "Ask the tenant to simplify the filter, or simplify the condition of the derived type. Regular expressions and loops over long lists are slow.",
};

const DISABLED_BY_HAND: AlertKind = {
  one: "Subscription disabled by a request",
  many: "subscriptions disabled by requests",
  does: "Posthorn sends nothing to a disabled subscription. It records the events as skipped, and they can be sent later.",
  todo: "If somebody meant to do this, nothing needs to be done. Otherwise enable the subscription, and replay what was skipped.",
};

const RECOVERED: AlertKind = {
  one: "Endpoint recovered",
  many: "endpoints recovered",
  does: "Posthorn sends the deliveries that it held, slowly at first.",
  todo: "Nothing needs to be done.",
};

/** The worst first. */
export const alertKinds: readonly AlertKind[] = [
  DISABLED_FOR_FAILING,
  DISABLED_GONE,
  DISABLE_SCHEDULED,
  FAILING,
  EXHAUSTED,
  RATE_LIMITED,
  TOO_SLOW,
  DISABLED_BY_HAND,
  RECOVERED,
];

export function alertWords(alert: Alert): AlertWords {
  const { subscriptionId: id, at } = alert;
  switch (alert.type) {
    case "subscription.failing":
      return {
        kind: FAILING,
        happened: failing(alert.facts),
        commands: [`subscriptions health ${id}`, `subscriptions probe ${id}`],
      };
    case "subscription.recovered":
      return {
        kind: RECOVERED,
        happened: `The endpoint failed from ${minuteOf(alert.facts.failingSince)} to ${minuteOf(at)}.`,
        commands: [`subscriptions statistics ${id} --since ${alert.facts.failingSince}`],
      };
    case "subscription.disable-scheduled":
      return {
        kind: DISABLE_SCHEDULED,
        happened: `${failedInARow(alert.facts)} Posthorn will disable the subscription at ${minuteOf(alert.facts.disableAt)}.`,
        commands: [`subscriptions health ${id}`, `subscriptions probe ${id}`],
      };
    case "subscription.disabled":
      return disabled(alert.facts, id, at);
    case "subscription.rate-limited":
      return {
        kind: RATE_LIMITED,
        happened: `The rate limit is ${alert.facts.perSecond} a second. The oldest delivery has waited since ${minuteOf(alert.facts.oldestHeldAt)}.`,
        commands: [`subscriptions health ${id}`, `subscriptions update ${id} --rate-limit <POSTs a second>`],
      };
    case "delivery.exhausted":
      return {
        kind: EXHAUSTED,
        happened: exhausted(alert.facts),
        commands: [
          `deliveries show ${alert.facts.latest.deliveryId}`,
          `replays create ${id} --since ${alert.facts.since} --states exhausted --dry-run`,
        ],
      };
    case "filter.too-slow":
      return {
        kind: TOO_SLOW,
        happened: inOneLine(alert.facts.reason, 400),
        commands: [`subscriptions show ${id}`],
      };
  }
}

function disabled(facts: Disabled, id: string, at: string): AlertWords {
  const replay = (since: string) => `replays create ${id} --since ${since} --states skipped --dry-run`;
  const enable = [`subscriptions enable ${id}`, replay(at)];
  const when = `at ${minuteOf(at)}`;
  switch (facts.reason) {
    case "gone":
      return {
        kind: DISABLED_GONE,
        happened: `The receiver answered 410 Gone, so Posthorn disabled the subscription ${when}.`,
        commands: enable,
      };
    case "failing":
      return {
        kind: DISABLED_FOR_FAILING,
        happened: `${failedInARow(facts)} Posthorn disabled the subscription ${when}.`,
        commands: [`test ${id}`, replay(facts.failingSince)],
      };
    case "by-hand":
      return {
        kind: DISABLED_BY_HAND,
        happened: `A request with ${keyText(facts.by)} disabled the subscription ${when}.`,
        commands: enable,
      };
  }
}

const failing = ({ since, why, failure }: AlertFacts["subscription.failing"]): string =>
  `The endpoint has been failing since ${minuteOf(since)}: ${inOneLine(why, 200)}.${explained(failure)}`;

const failedInARow = ({ failingSince, failures }: { failingSince: string; failures: number }): string =>
  `The endpoint has failed since ${minuteOf(failingSince)}, ${failures} times in a row.`;

function exhausted({ count, since, until, latest }: AlertFacts["delivery.exhausted"]): string {
  const when = count === 1 ? `at ${minuteOf(until)}` : `from ${minuteOf(since)} to ${minuteOf(until)}`;
  const what = count === 1 ? "A delivery used up its" : `${count} deliveries used up their`;
  return `${what} attempts ${when}. The latest was ${latest.deliveryId} (${inOneLine(latest.type, 128)}).${explained(latest.failure)}`;
}

const explained = (failure: FailureClass | undefined): string => (failure ? ` ${explainFailure(failure)}` : "");

const keyText = (by: string): string => (by === "admin" ? "the admin key" : `the key ${inOneLine(by, 64)}`);

/** A time to the minute. */
export const minuteOf = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;
