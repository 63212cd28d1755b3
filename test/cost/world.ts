import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Assembly } from "../../lib/local/template/assembly.ts";
import { startTwin } from "../../lib/local/twin.ts";
import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { headBytes } from "./meter/api-meter.ts";
import { createTwinMeter, type TwinMeter } from "./meter/twin-meter.ts";

/** A new twin whose usage is counted, and a receiver. */
export interface World {
  meter: TwinMeter;
  receiver: Receiver;
  /** Calls the API with the twin's own key. Rejects unless the answer is a 2xx. */
  post(path: string, body: object): Promise<unknown>;
  /** Resolves once the receiver got so many POSTs. */
  arrived(posts: number): Promise<unknown>;
}

export interface WorldOptions {
  /** Stack options, by name. */
  context: Record<string, string>;
  /** Overrides the batch size of all queues' mappings. */
  batchSize?: number | undefined;
  /** How long changes of the table wait before they are counted. By default, as long as in the stack. */
  streamWindowSeconds?: number;
}

const PATIENCE_MS = 120_000;
/** How long the receiver takes to answer. */
const RECEIVER_MS = 200;

/** After the time limit of every POST. */
const LATER_MS = 600_000;

/** The receiver answers 500 on this path, and 200 on all others. */
export const FAILING_PATH = "/failing";

/** The receiver never answers on this path. */
export const HANGING_PATH = "/hanging";

/** Runs some work with a new world, and removes the world afterwards. */
export async function withWorld<T>(options: WorldOptions, work: (world: World) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), "posthorn-cost-"));
  const meter = createTwinMeter();
  const receiver = await startReceiver();
  const amend = (assembly: Assembly) => {
    meter.amend(assembly);
    const { batchSize, streamWindowSeconds } = options;
    for (const properties of mappingsOf(assembly)) {
      if (!properties.FilterCriteria) Object.assign(properties, batchSize && { BatchSize: batchSize });
      else if (streamWindowSeconds) properties.MaximumBatchingWindowInSeconds = streamWindowSeconds;
    }
  };
  const warn = (line: string) => console.error(line);
  const twin = await startTwin({ dataDir, port: 0, context: options.context, meter, amend, warn });
  receiver.script((request) => {
    const { method, path, headers, body } = request;
    meter.sentOut(headBytes([method, path, ...Object.entries(headers).flat().map(String)]) + body.length);
    if (path === HANGING_PATH) return { afterMs: LATER_MS };
    return { status: path === FAILING_PATH ? 500 : 200, afterMs: RECEIVER_MS };
  });
  try {
    return await work({
      meter,
      receiver,
      post: poster(twin),
      arrived: (posts) => receiver.received(posts, PATIENCE_MS),
    });
  } finally {
    await twin.stop();
    await receiver.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const mappingsOf = ({ stacks }: Assembly) =>
  stacks
    .flatMap(({ resources }) => [...resources.values()])
    .filter(({ type }) => type === "AWS::Lambda::EventSourceMapping")
    .map(({ properties }) => properties);

function poster({ api, apiKey }: { api: string; apiKey: string }): World["post"] {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  return async function post(path, body) {
    const answer = await fetch(`${api}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the twin answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
}
