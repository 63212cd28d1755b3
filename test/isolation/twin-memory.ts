import { setTimeout as sleep } from "node:timers/promises";
import { steadily } from "../bench/support/load.ts";
import type { Result } from "../bench/support/result.ts";
import { until } from "./support/arrived.ts";
import { createFlow, warmUp } from "./support/flows.ts";
import { inParallel } from "./support/in-parallel.ts";
import type { Receivers } from "./support/receivers.ts";
import type { Tenant } from "./support/tenants.ts";
import { withWorld } from "./support/world.ts";

const SLOTS = 200;
/** A few more than the slots, each with one event. So slow that each POST is the only one of its slot. */
const ENDPOINTS = 210;
const PER_SECOND = 10;
const SUBSCRIBED_AT_ONCE = 8;
const STARTING_MS = 5_000;
/** Longer than the time limit of the POSTs. */
const ENDING_MS = 60_000;
const IDLE_MS = 60_000;
const MIB = 1024 * 1024;

/** The twin's memory while each slot of `deliver` waits for an answer, and a minute later. */
export const twinMemory = (): Promise<Result[]> =>
  withWorld(async ({ twin, tenant, receivers }) => {
    const [calm, troubled] = [await tenant("calm"), await tenant("troubled")];
    await warmUp(await createFlow(calm, "paid", receivers.endpoint("healthy", "calm"), 1));
    await subscribeHanging(troubled, receivers);
    await steadily(PER_SECOND, ENDPOINTS / PER_SECOND, (n) => troubled.send(`stuck.${n}`));
    await until(() => receivers.unanswered() >= ENDPOINTS, STARTING_MS);
    const slots = receivers.unanswered();
    const busy = twin.memory();
    await until(() => receivers.unanswered() === 0, ENDING_MS);
    await sleep(IDLE_MS);
    return resultsOf(slots, busy.residentBytes / MIB, twin.memory().residentBytes / MIB);
  }, SLOTS);

/** Without retries, nothing is left to do when the POSTs have ended. */
const subscribeHanging = (tenant: Tenant, receivers: Receivers): Promise<void> =>
  inParallel(ENDPOINTS, SUBSCRIBED_AT_ONCE, (n) =>
    tenant.subscribe(`stuck.${n}`, receivers.endpoint("hanging", String(n)), { maxRetries: 0 }),
  );

const resultsOf = (slots: number, busyMb: number, idleMb: number): Result[] => [
  {
    what: "Busy slots of deliver",
    value: slots,
    unit: "slots",
    bar: { atLeast: SLOTS },
    note: `${ENDPOINTS} events, ${PER_SECOND}/s, each to a hanging endpoint of its own; POSTs without an answer`,
  },
  {
    what: "Twin, memory with busy slots",
    value: busyMb,
    unit: "MB",
    bar: { atMost: 2048 },
    note: "resident sets of the twin and its database",
  },
  { what: "Twin, memory a minute after the last POST", value: idleMb, unit: "MB", bar: { atMost: 300 } },
];
