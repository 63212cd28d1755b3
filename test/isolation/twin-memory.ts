import { setTimeout as sleep } from "node:timers/promises";
import { inParallel } from "../bench/support/in-parallel.ts";
import { steadily } from "../bench/support/load.ts";
import type { Result } from "../bench/support/result.ts";
import { until } from "./support/arrived.ts";
import { createFlow, warmUp } from "./support/flows.ts";
import type { Endpoint } from "./support/receivers.ts";
import { separate } from "./support/separate.ts";
import type { Tenant } from "./support/tenants.ts";
import { withWorld } from "./support/world.ts";

const SLOTS = 200;
/** More than the slots, each with one event. The events come so slowly that hardly two share a slot. */
const ENDPOINTS = 230;
const PER_SECOND = 10;
/** POSTs of one slot begin together. */
const TOGETHER_MS = 10;
const SUBSCRIBED_AT_ONCE = 8;
/** The first POST hasn't reached its time limit, 30 s, when the last one has begun. */
const STARTING_MS = 4_000;
const ENDING_MS = 60_000;
const IDLE_MS = 60_000;
const MIB = 1024 * 1024;

/** The twin's memory while each slot of `deliver` waits for an answer, and a minute later. */
export const twinMemory = (): Promise<Result[]> =>
  withWorld(async ({ twin, tenant, receivers }) => {
    const [calm, troubled] = [await tenant("calm"), await tenant("troubled")];
    await warmUp(await createFlow(calm, "paid", receivers.endpoint("healthy", "calm"), 1));
    const endpoints = Array.from({ length: ENDPOINTS }, (_, n) => receivers.endpoint("hanging", String(n)));
    await subscribeAll(troubled, endpoints);
    await steadily(PER_SECOND, ENDPOINTS / PER_SECOND, (n) => troubled.send(`stuck.${n}`));
    await until(() => receivers.unanswered() >= ENDPOINTS, STARTING_MS);
    const posts = endpoints.flatMap((endpoint) => endpoint.arrivals().map(({ atMs }) => atMs));
    const busy = twin.memory();
    await until(() => receivers.unanswered() === 0, ENDING_MS);
    await sleep(IDLE_MS);
    return resultsOf(posts, busy.residentBytes / MIB, twin.memory().residentBytes / MIB);
  }, SLOTS);

/** Without retries, nothing is left to do when the POSTs have ended. */
const subscribeAll = (tenant: Tenant, endpoints: Endpoint[]): Promise<void> =>
  inParallel(endpoints.length, SUBSCRIBED_AT_ONCE, (n) =>
    tenant.subscribe(`stuck.${n}`, endpoints[n] as Endpoint, { maxRetries: 0 }),
  );

const resultsOf = (postsMs: number[], busyMb: number, idleMb: number): Result[] => [
  {
    what: "Busy slots of deliver",
    value: separate(postsMs, TOGETHER_MS),
    unit: "slots",
    bar: { atLeast: SLOTS },
    note: `${ENDPOINTS} events, ${PER_SECOND}/s, each to a hanging endpoint of its own; ${postsMs.length} POSTs, of which those within ${TOGETHER_MS} ms count as one slot's`,
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
