import { bundleFunctions } from "../../lib/infra/bundle.ts";
import { environmentOf } from "./support/environment.ts";
import { withNullWorld } from "./support/null-world.ts";
import { type AskedProcess, startProcess } from "./support/process.ts";
import type { BareLoopQuestion } from "./support/processes/bare-loop.ts";
import type { DeliverAnswer, DeliverQuestion } from "./support/processes/deliver.ts";
import { digits, type Result } from "./support/result.ts";
import { median, spread } from "./support/statistics.ts";
import { inTemporaryFolder } from "./support/temporary-folder.ts";

const DATA_BYTES = 1024;
/** Many short rounds, because other work on the machine comes and goes. */
const ROUNDS = 25;
/** Batches of ten in a round. A bare POST costs much less, so it takes more of them to measure its cost. */
const BATCHES = { deliver: 80, bare: 240 };
/** Batches that let the compiler finish its work first. The benchmark measures a warm function, not a cold start. */
const WARM_UP_BATCHES = 2_500;

/** CPU per delivery of the bundled `deliver`, compared with the least that a delivery can cost. */
export const deliverCpu = (): Promise<Result[]> =>
  inTemporaryFolder(async (folder) => {
    await bundleFunctions(folder);
    return withNullWorld("quick", async ({ aws, receiver }) => {
      // Each has its own process, so that its compiler and garbage collector see only one kind of work.
      const deliver = startProcess<DeliverQuestion, DeliverAnswer>("deliver.ts", environmentOf("deliver", aws));
      const bare = startProcess<BareLoopQuestion, { cpuMs: number }>("bare-loop.ts");
      try {
        return resultsOf(await alternate(deliver, bare, folder, receiver));
      } finally {
        await Promise.all([deliver.stop(), bare.stop()]);
      }
    });
  });

interface Round {
  /** CPU milliseconds per delivery. */
  deliver: number;
  bare: number;
}

/** Alternates between the two, so that other work on the machine affects both alike. */
async function alternate(
  deliver: AskedProcess<DeliverQuestion, DeliverAnswer>,
  bare: AskedProcess<BareLoopQuestion, { cpuMs: number }>,
  bundles: string,
  receiver: string,
): Promise<Round[]> {
  const ours = { bundles, dataBytes: DATA_BYTES, subscriptions: 10 };
  const least = { url: `${receiver}/webhooks/posthorn`, dataBytes: DATA_BYTES };
  const cost = async (batches: { deliver: number; bare: number }): Promise<Round> => {
    const delivered = await deliver.ask({ ...ours, batches: batches.deliver });
    const posted = await bare.ask({ ...least, batches: batches.bare });
    return { deliver: delivered.cpuMs / batches.deliver / 10, bare: posted.cpuMs / batches.bare / 10 };
  };
  await cost({ deliver: WARM_UP_BATCHES, bare: WARM_UP_BATCHES });
  const rounds: Round[] = [];
  while (rounds.length < ROUNDS) rounds.push(await cost(BATCHES));
  return rounds;
}

function resultsOf(rounds: Round[]): Result[] {
  const deliver = rounds.map((round) => round.deliver);
  const bare = rounds.map((round) => round.bare);
  const ratios = rounds.map((round) => round.deliver / round.bare);
  return [
    {
      what: "CPU of deliver over a bare undici loop",
      value: median(deliver) / median(bare),
      unit: "times",
      bar: { atMost: 2 },
      note: `ratio of the medians of ${ROUNDS} alternating rounds, batches of 10, 1 KiB; per round ${spread(ratios, digits)}`,
    },
    {
      what: "CPU of deliver, per delivery",
      value: median(deliver),
      unit: "ms",
      note: `ten subscriptions; ${spread(deliver, digits)}`,
    },
    {
      what: "CPU of a bare undici loop, per POST",
      value: median(bare),
      unit: "ms",
      note: `signed with createHmac; ${spread(bare, digits)}`,
    },
  ];
}
