import { MAX_DATA_BYTES } from "../../lib/core/limits.ts";
import { bundleFunctions } from "../../lib/infra/bundle.ts";
import { environmentOf } from "./support/environment.ts";
import { withNullWorld } from "./support/null-world.ts";
import { startProcess } from "./support/process.ts";
import type { IngestAnswer, IngestQuestion } from "./support/processes/ingest.ts";
import { digits, type Result } from "./support/result.ts";
import { inTemporaryFolder } from "./support/temporary-folder.ts";

const MIB = 1024 * 1024;
const MEMORY_MB = 512;
/** The heap that Lambda's runtime gives a function of this size (see `deliver-memory.ts`). */
const HEAP = `--max-semi-space-size=${Math.floor(MEMORY_MB * 0.05)} --max-old-space-size=${Math.floor(MEMORY_MB * 0.9)}`;

/** Later requests show whether each leaves something behind. */
const REQUESTS = 5;

/** The largest requests: the most data in a list, and the largest event to many subscriptions. */
const LARGEST = [
  { what: "90 events of 30 KiB to 120 subscriptions", events: 90, dataBytes: 30 * 1024, subscriptions: 120 },
  { what: "256 KiB to 2,000 subscriptions", events: 1, dataBytes: MAX_DATA_BYTES, subscriptions: 2_000 },
  { what: "256 KiB to 10,000 subscriptions", events: 1, dataBytes: MAX_DATA_BYTES, subscriptions: 10_000 },
];

/** Peak memory of `ingest` for the largest requests, and how long one takes when the subscriptions are known. */
export const ingestMemory = (): Promise<Result[]> =>
  inTemporaryFolder(async (bundles) => {
    await bundleFunctions(bundles);
    const results: Result[] = [];
    for (const one of LARGEST) results.push(...(await measured(bundles, one)));
    return results;
  });

const measured = (bundles: string, { what, subscriptions, ...question }: (typeof LARGEST)[number]): Promise<Result[]> =>
  withNullWorld(
    "quick",
    async ({ aws }) => {
      const environment = { ...environmentOf("ingest", aws), NODE_OPTIONS: HEAP };
      const ingest = startProcess<IngestQuestion, IngestAnswer>("ingest.ts", environment);
      try {
        const first = await ingest.ask({ bundles, requests: 1, ...question });
        const { peakBytes, lastMs } = await ingest.ask({ bundles, requests: REQUESTS, ...question });
        const note = `resident set, heap as in Lambda, ${REQUESTS} requests; after one ${digits(first.peakBytes / MIB)} MB`;
        return [
          { what: `Peak memory of ingest, ${what}`, value: peakBytes / MIB, unit: "MB", bar: { below: 200 }, note },
          {
            what: `Time of ingest, ${what}`,
            value: lastMs,
            unit: "ms",
            note: `first request ${digits(first.lastMs)} ms`,
          },
        ];
      } finally {
        await ingest.stop();
      }
    },
    subscriptions,
  );
