import { bundleFunctions } from "../../lib/infra/bundle.ts";
import { environmentOf } from "./support/environment.ts";
import { withNullWorld } from "./support/null-world.ts";
import { startProcess } from "./support/process.ts";
import type { IngestAnswer, IngestQuestion } from "./support/processes/ingest.ts";
import { digits, type Result } from "./support/result.ts";
import { median, spread } from "./support/statistics.ts";
import { inTemporaryFolder } from "./support/temporary-folder.ts";

const DATA_BYTES = 1024;
const ROUNDS = 7;
/** Rounds that let the compiler finish its work first. */
const WARM_UP_ROUNDS = 3;

/** CPU per event of the bundled `ingest`, for single events and for lists. */
export const ingestCpu = (): Promise<Result[]> =>
  inTemporaryFolder(async (bundles) => {
    await bundleFunctions(bundles);
    return withNullWorld("quick", async ({ aws }) => [
      await cpuPerEvent("single", 0.8, aws, { bundles, requests: 200, events: 1, dataBytes: DATA_BYTES }),
      await cpuPerEvent("in lists of 100", 0.08, aws, { bundles, requests: 12, events: 100, dataBytes: DATA_BYTES }),
    ]);
  });

/** @param atMost the limit in milliseconds, for an idle machine with fast cores */
async function cpuPerEvent(how: string, atMost: number, aws: string, question: IngestQuestion): Promise<Result> {
  const ingest = startProcess<IngestQuestion, IngestAnswer>("ingest.ts", environmentOf("ingest", aws));
  const costs: number[] = [];
  try {
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      const { cpuMs } = await ingest.ask(question);
      if (round >= 0) costs.push(cpuMs / question.requests / question.events);
    }
  } finally {
    await ingest.stop();
  }
  const note = `1 KiB, one subscription matches; median of ${ROUNDS} rounds, ${spread(costs, digits)}`;
  return { what: `CPU of ingest, per event, ${how}`, value: median(costs), unit: "ms", bar: { atMost }, note };
}
