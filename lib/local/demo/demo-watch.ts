import { setTimeout as sleep } from "node:timers/promises";
import type { Attempt } from "../../core/model/attempt.ts";
import type { DemoClient, ShownDelivery } from "./demo-client.ts";

const POLL_MS = 150;
const WAITING: readonly string[] = ["pending", "retrying", "held"];

/**
 * Prints each attempt of the events' deliveries as it appears, until all deliveries have ended.
 * Rejects when they have not ended within `patienceMs`.
 */
export async function watchDemoDeliveries(
  client: DemoClient,
  eventIds: string[],
  print: (line: string) => void,
  patienceMs: number,
): Promise<ShownDelivery[]> {
  const shown = new Set<string>();
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const deliveries = (await Promise.all(eventIds.map(client.deliveriesOf))).flat();
    for (const line of freshLines(deliveries, shown)) print(line);
    if (deliveries.every(({ state }) => !WAITING.includes(state))) return deliveries;
    if (Date.now() > giveUpAt) throw new Error("the deliveries did not end in time");
    await sleep(POLL_MS);
  }
}

function freshLines(deliveries: ShownDelivery[], shown: Set<string>): string[] {
  const fresh = deliveries.flatMap((delivery) =>
    delivery.attempts
      // The API reads the attempts after the delivery. A newer attempt waits for its `nextAttemptAt`.
      .filter(({ number }) => number <= delivery.attemptCount && !shown.has(`${delivery.id}/${number}`))
      .map((attempt) => ({ delivery, attempt })),
  );
  for (const { delivery, attempt } of fresh) shown.add(`${delivery.id}/${attempt.number}`);
  return fresh
    .toSorted((a, b) => a.attempt.at.localeCompare(b.attempt.at))
    .map(({ delivery, attempt }) => attemptLine(delivery, attempt));
}

/** `08:12:44.120  invoice.paid  attempt 1  503 in 4 ms  next in 1 s` */
function attemptLine(delivery: ShownDelivery, attempt: Attempt): string {
  const time = attempt.at.slice(11, 23);
  const answer = `${attempt.status ?? attempt.failure} in ${Math.round(attempt.timings.total)} ms`;
  return [
    `  ${time}`,
    delivery.type.padEnd(24),
    `attempt ${attempt.number}`,
    answer.padEnd(14),
    after(delivery, attempt),
  ].join("  ");
}

function after(delivery: ShownDelivery, attempt: Attempt): string {
  if (!attempt.failure) return "delivered";
  if (attempt.number === delivery.attemptCount && delivery.state === "held") return "failed, held";
  if (attempt.number < delivery.attemptCount || !delivery.nextAttemptAt) return "failed";
  const seconds = Math.max(0, Math.round((Date.parse(delivery.nextAttemptAt) - Date.now()) / 1000));
  return `failed, next in about ${seconds} s`;
}
