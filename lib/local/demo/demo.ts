import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CannotStart } from "../aws/cannot-start.ts";
import { startTwin, type Twin } from "../twin.ts";
import { demoClient, type ShownDelivery } from "./demo-client.ts";
import { demoEvents } from "./demo-events.ts";
import { demoLinks } from "./demo-links.ts";
import { type DemoReceiver, startDemoReceiver } from "./demo-receiver.ts";
import { watchDemoDeliveries } from "./demo-watch.ts";
import { untilStopped } from "./until-stopped.ts";

/** Short waits, so that the demo ends while somebody is watching. */
const RETRY_WAITS = "1,2,4";
const OUTAGE_MS = 4_000;
const PATIENCE_MS = 60_000;

/**
 * The `npm run demo` command. Starts a twin and a receiver that goes down for a while, and prints every attempt as it
 * happens. Then the twin stays up, so that somebody can look at it. Sets the exit code to 1 when a delivery did not arrive.
 */
export async function runDemo(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "posthorn-demo-"));
  const receiver = await startDemoReceiver();
  try {
    console.log("Starting the twin …");
    const twin = await startTwin({ dataDir, port: 0, context: { retryWaits: RETRY_WAITS }, warn: console.error });
    try {
      await play(twin, receiver);
    } finally {
      await twin.stop();
    }
  } catch (error) {
    console.error(error instanceof CannotStart ? `posthorn: ${error.message}` : error);
    process.exitCode = 1;
  } finally {
    await receiver.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function play(twin: Twin, receiver: DemoReceiver): Promise<void> {
  const client = demoClient(twin.api, twin.apiKey);
  const { id, secret } = await client.subscribe(receiver.url);
  receiver.secret = secret;
  console.log(`Subscription ${id} sends every event to ${receiver.url}.`);

  const events = demoEvents();
  const half = Math.ceil(events.length / 2);
  const watch = (ids: string[]) => watchDemoDeliveries(client, ids, console.log, PATIENCE_MS);
  const send = async (some: string[]) => (await Promise.all(some.map(client.send))).map((event) => event.id);

  console.log(`\nThe receiver is up. Sending ${half} events.`);
  const first = await watch(await send(events.slice(0, half)));

  console.log(
    `\nThe receiver goes down for ${OUTAGE_MS / 1000} s. Sending ${events.length - half} more events, retried with backoff.`,
  );
  receiver.down = true;
  const back = setTimeout(() => {
    receiver.down = false;
    console.log("  … the receiver is up again");
  }, OUTAGE_MS);
  const second = await watch(await send(events.slice(half))).finally(() => clearTimeout(back));
  const deliveries = [...first, ...second];
  conclude(deliveries, receiver);
  console.log(`\n${await demoLinks(twin, id, deliveries)}\n\nPress Enter to stop the twin and forget its data.`);
  await untilStopped();
}

function conclude(deliveries: ShownDelivery[], { verified, rejected }: DemoReceiver): void {
  const delivered = deliveries.filter(({ state }) => state === "delivered").length;
  const attempts = deliveries.reduce((sum, delivery) => sum + delivery.attempts.length, 0);
  console.log(`\n${delivered} of ${deliveries.length} deliveries arrived, in ${attempts} attempts.`);
  console.log(`The receiver verified ${verified} signatures and rejected ${rejected}.`);
  if (delivered < deliveries.length || rejected > 0) process.exitCode = 1;
}
