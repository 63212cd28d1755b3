import { randomUUID } from "node:crypto";
import {
  DELIVERIES_KEPT,
  type Evidence,
  isOver,
  NO_EVIDENCE,
  type Tally,
  WINDOW_MS,
  withTally,
} from "../../../core/health/evidence.ts";
import type { Health } from "../../../core/health/health.ts";
import type { HealthCounter } from "../../../core/health/health-store.ts";
import { isForgettable } from "../../../core/health/holding.ts";
import type { SubscriptionKey } from "../../../core/model/subscription.ts";
import { compares, has, hasNo, isNot, isStill, type RowCondition } from "../driver/conditions.ts";
import { type RowWrite, settledWrite } from "../driver/settled-write.ts";
import type { TableRow } from "../driver/table-access.ts";
import { healthIn } from "../health-rows.ts";
import type { LogTable } from "../rows.ts";
import { PUT_TOKEN } from "../table.ts";
import { healthWrites, isAsFound } from "./health-writes.ts";

/**
 * Counts POSTs in health rows. The numbers of a current window are added up in one call, however many functions count at
 * the same time. Other calls need to know the row, which the refusal of a write shows. A token in the row keeps the SDK's
 * repetition of a call from counting twice, unless another function has counted in between.
 */
export function dynamoHealthCounter(table: LogTable): HealthCounter {
  const { create, update, remove, live, renewed } = healthWrites(table);
  return { markSlow, count };

  async function markSlow(subscription: SubscriptionKey, hanging: number): Promise<Health> {
    const token = randomUUID();
    const slowSince = new Date(table.now()).toISOString();
    const made = () => create(subscription, { slowSince, timeOuts: hanging, [PUT_TOKEN]: token });
    const marked = (row: TableRow) => {
      const { expiry, unchanged } = renewed(row);
      return update(subscription, {
        set: { ...expiry, [PUT_TOKEN]: token },
        initial: { slowSince },
        add: { timeOuts: hanging },
        conditions: [has("pk"), unchanged, isNot(PUT_TOKEN, token)],
      });
    };
    const next = (found: TableRow | undefined) => {
      const row = live(found);
      return row ? marked(row) : made();
    };
    const message = "marking an endpoint as slow failed";
    const row = await settledWrite(message, { attribute: PUT_TOKEN, token }, made(), next);
    return healthIn(row ?? {})[1];
  }

  async function count(subscription: SubscriptionKey, tally: Tally, known?: Health): Promise<Health | undefined> {
    const token = randomUUID();
    const isNew = known === undefined && tally.failures > 0;
    const first = isNew
      ? create(subscription, firstWindow(tally, token))
      : added(subscription, tally, token, isFew(known?.evidence) ? "few" : "enough");
    const next = (found: TableRow | undefined) => counted(subscription, tally, token, live(found));
    const row = await settledWrite("counting POSTs failed", { attribute: PUT_TOKEN, token }, first, next);
    return row && healthIn(row)[1];
  }

  /** The write for a row as it was found. */
  function counted(
    subscription: SubscriptionKey,
    tally: Tally,
    token: string,
    row: TableRow | undefined,
  ): RowWrite | undefined {
    if (!row) return tally.failures > 0 ? create(subscription, firstWindow(tally, token)) : undefined;
    const [, health] = healthIn(row);
    const { evidence } = health;
    if (!isOver(evidence, table.now())) return added(subscription, tally, token, isFew(evidence) ? "few" : "enough");
    const { failingSince } = withTally(evidence, tally, table.now());
    const isClean = isForgettable({ ...health, evidence: { ...evidence, failingSince } }, table.now());
    return tally.failures === 0 && isClean
      ? remove(subscription.subscriptionId, [...isAsFound(row), hasNo("slowSince")])
      : begun(subscription, tally, token, row);
  }

  /** The row of an endpoint of which nothing was known. */
  function firstWindow(tally: Tally, token: string): Record<string, unknown> {
    const { failedDeliveries, ...numbers } = withTally(NO_EVIDENCE, tally, table.now());
    return { ...numbers, failedDeliveries: textSet(failedDeliveries), [PUT_TOKEN]: token };
  }

  /**
   * Adds up the numbers of a window that isn't over.
   *
   * @param known how many deliveries are known to have failed. If there are enough, none is added.
   */
  function added(subscription: SubscriptionKey, tally: Tally, token: string, known: "few" | "enough"): RowWrite {
    const failed = textSet(tally.failedDeliveries.slice(0, DELIVERIES_KEPT));
    const { set, initial, add } = changeBy(tally);
    return update(subscription, {
      set: { ...set, [PUT_TOKEN]: token },
      initial,
      add: {
        ...add,
        attempts: tally.successes + tally.failures,
        failures: tally.failures,
        ...(failed && known === "few" && { failedDeliveries: failed }),
      },
      conditions: [
        compares("windowSinceMs", ">", table.now() - WINDOW_MS),
        failed && isKnown(known),
        isNot(PUT_TOKEN, token),
      ],
    });
  }

  /** Begins another window in a row whose window is over. */
  function begun(subscription: SubscriptionKey, tally: Tally, token: string, row: TableRow): RowWrite {
    const { expiry, unchanged } = renewed(row);
    const { set, initial, add } = changeBy(tally);
    return update(subscription, {
      set: {
        ...set,
        ...expiry,
        windowSinceMs: table.now(),
        attempts: tally.successes + tally.failures,
        failures: tally.failures,
        failedDeliveries: textSet(tally.failedDeliveries.slice(0, DELIVERIES_KEPT)),
        [PUT_TOKEN]: token,
      },
      initial,
      add,
      conditions: [has("pk"), unchanged, isStill("windowSinceMs", row.windowSinceMs)],
    });
  }

  /** What a batch changes in any window, as in `withTally`. */
  function changeBy({ successes, failures, answers, timeOuts, slow }: Tally) {
    const atIso = new Date(table.now()).toISOString();
    const isFailing = successes === 0;
    return {
      set: {
        ...(answers > 0 && { timeOuts: 0 }),
        ...(slow && { answersSlowly: slow === "answered" || undefined }),
        ...(!isFailing && { failuresInARow: 0, failingSince: undefined }),
        ...(failures > 0 && { lastFailureAt: atIso }),
      },
      initial: isFailing && failures > 0 ? { failingSince: atIso } : {},
      add: { ...(answers === 0 && { timeOuts }), ...(isFailing && { failuresInARow: failures }) },
    };
  }
}

const isFew = ({ failedDeliveries }: Evidence = NO_EVIDENCE): boolean => failedDeliveries.length < DELIVERIES_KEPT;

/** DynamoDB has no empty sets. */
const textSet = (texts: readonly string[]): Set<string> | undefined => (texts.length > 0 ? new Set(texts) : undefined);

/** Are as many deliveries known to have failed as the write takes for granted? */
function isKnown(known: "few" | "enough"): RowCondition {
  const [names, values] = [{ "#failed": "failedDeliveries" }, { ":kept": DELIVERIES_KEPT }];
  if (known === "enough") return { text: "size(#failed) >= :kept", names, values };
  return { text: "(attribute_not_exists(#failed) OR size(#failed) < :kept)", names, values };
}
