import { setTimeout as sleep } from "node:timers/promises";
import { digits, type Result } from "./support/result.ts";
import { withTwin } from "./support/twin.ts";

const MIB = 1024 * 1024;
/** By then, the twin has released the memory that it needed to start. */
const IDLE_MS = 5_000;

/** How soon the twin is ready, and how much memory it takes when idle. */
export const twinStart = (): Promise<Result[]> =>
  withTwin(async (twin) => {
    await sleep(IDLE_MS);
    const { residentBytes, proportionalBytes } = twin.memory();
    return [
      {
        what: "npm start to ready",
        value: twin.readyMs / 1000,
        unit: "s",
        bar: { below: 12 },
        note: "a new data folder",
      },
      {
        what: "Memory of the idle twin",
        value: residentBytes / MIB,
        unit: "MB",
        bar: { below: 450 },
        note: `sum of the resident sets of the twin and its children; the proportional sets sum to ${digits(proportionalBytes / MIB)} MB`,
      },
    ];
  });
