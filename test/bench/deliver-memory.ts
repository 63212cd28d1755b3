import { MAX_DATA_BYTES } from "../../lib/core/limits.ts";
import { bundleFunctions } from "../../lib/infra/bundle.ts";
import { environmentOf } from "./support/environment.ts";
import { withNullWorld } from "./support/null-world.ts";
import { startProcess } from "./support/process.ts";
import type { DeliverAnswer, DeliverQuestion } from "./support/processes/deliver.ts";
import { digits, type Result } from "./support/result.ts";
import { inTemporaryFolder } from "./support/temporary-folder.ts";

const MIB = 1024 * 1024;
const MEMORY_MB = 192;
/**
 * The heap that the `bootstrap` of Lambda's runtime for Node 24 gives a function of this size: 5 % for each half of
 * the new space, and 90 % for the old space. With Node's own defaults, garbage would stay much longer.
 */
const HEAP = `--max-semi-space-size=${Math.floor(MEMORY_MB * 0.05)} --max-old-space-size=${Math.floor(MEMORY_MB * 0.9)}`;

/** One batch is enough to measure the peak. More batches show whether each leaves something behind. */
const BATCHES = 20;

/** Peak memory of `deliver` when events have the maximum size and answers never end. */
export const deliverMemory = (): Promise<Result[]> =>
  inTemporaryFolder(async (bundles) => {
    await bundleFunctions(bundles);
    return withNullWorld("endless", async ({ aws }) => {
      const environment = { ...environmentOf("deliver", aws), NODE_OPTIONS: HEAP };
      const deliver = startProcess<DeliverQuestion, DeliverAnswer>("deliver.ts", environment);
      const question = { bundles, batches: 1, dataBytes: MAX_DATA_BYTES, subscriptions: 10 };
      const peaks: number[] = [];
      try {
        while (peaks.length < BATCHES) peaks.push((await deliver.ask(question)).peakBytes / MIB);
      } finally {
        await deliver.stop();
      }
      const [first = 0] = peaks;
      return [
        {
          what: "Peak memory of deliver, ten 256 KiB events",
          value: Math.max(...peaks),
          unit: "MB",
          bar: { below: 144 },
          note: `resident set, heap as in Lambda, endless answers, ${BATCHES} batches; after one ${digits(first)} MB`,
        },
      ];
    });
  });
