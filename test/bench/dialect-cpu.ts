import type { DialectDefinition } from "../../lib/dialects/definition.ts";
import { startProcess } from "./support/process.ts";
import type { RenderingQuestion } from "./support/processes/rendering.ts";
import { digits, type Result } from "./support/result.ts";
import { median, spread } from "./support/statistics.ts";

const POSTS = 5_000;
const DATA_BYTES = 1024;
const ROUNDS = 15;
/** Rounds that let the compiler finish its work first. */
const WARM_UP_ROUNDS = 4;

/** The `standard` dialect as an operator would describe it. */
const described: DialectDefinition = {
  name: "described",
  algorithm: "hmac-sha256",
  signatureHeader: "webhook-signature",
  signature: "v1,{signature}",
  separator: " ",
  signedText: "{id}.{timestamp}.{body}",
  encoding: "base64",
  keyForm: "whsec_",
  idHeader: "webhook-id",
  timestampHeader: "webhook-timestamp",
  body: { type: "{type}", timestamp: "{occurredAt}", data: "{data}" },
};

/** CPU to find a dialect, render and sign: for a dialect in code, and for the same one as an operator's data. */
export async function dialectCpu(): Promise<Result[]> {
  const inCode = await costs({ dialect: "standard" });
  const asData = await costs({ dialect: "described", definition: JSON.stringify(described) });
  return [
    {
      what: "CPU of the standard dialect, per POST",
      value: median(inCode),
      unit: "µs",
      note: `render and sign 1 KiB; medians of ${ROUNDS} rounds, ${spread(inCode, digits)}`,
    },
    {
      what: "CPU of the same dialect as an operator's data, per POST",
      value: median(asData),
      unit: "µs",
      note: `includes its look-up by its JSON; ${spread(asData, digits)}`,
    },
  ];
}

/** CPU microseconds per POST. */
async function costs(named: object): Promise<number[]> {
  const rendering = startProcess<RenderingQuestion, { cpuMs: number }>("rendering.ts");
  const measured: number[] = [];
  try {
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      const { cpuMs } = await rendering.ask({ named: JSON.stringify(named), posts: POSTS, dataBytes: DATA_BYTES });
      if (round >= 0) measured.push((cpuMs / POSTS) * 1000);
    }
  } finally {
    await rendering.stop();
  }
  return measured;
}
