import { setTimeout as sleep } from "node:timers/promises";
import { digits, type Result } from "./support/result.ts";
import { withTwin } from "./support/twin.ts";

const MIB = 1024 * 1024;
/** What was needed to start is let go of by then. */
const IDLE_MS = 5_000;

/** How soon the twin is there, and what it takes while nothing happens. */
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
        note: `sum of the resident sets of the twin and its children; of the proportional ones ${digits(proportionalBytes / MIB)} MB`,
      },
    ];
  });
