import { expect, it } from "vitest";
import type { Attempt } from "../../../lib/core/model/attempt.ts";
import type { DemoClient, ShownDelivery } from "../../../lib/local/demo/demo-client.ts";
import { watchDemoDeliveries } from "../../../lib/local/demo/demo-watch.ts";

const attempt = (number: number, failure?: "http-503"): Attempt => ({
  number,
  at: `2026-01-01T12:00:0${number}.000Z`,
  url: "http://127.0.0.1",
  status: failure ? 503 : 200,
  failure,
  timings: { total: 4 },
  trigger: "scheduled",
  excerpt: "",
});

const looks: Pick<ShownDelivery, "state" | "attemptCount" | "attempts" | "nextAttemptAt">[] = [
  // The second attempt was recorded between the API's two reads.
  {
    state: "retrying",
    attemptCount: 1,
    attempts: [attempt(1, "http-503"), attempt(2)],
    nextAttemptAt: new Date(Date.now() + 60_000).toISOString(),
  },
  { state: "delivered", attemptCount: 2, attempts: [attempt(1, "http-503"), attempt(2)] },
];

it("prints each attempt once, beside the delivery that counts it", async () => {
  const lines: string[] = [];
  let polls = 0;
  const client = {
    deliveriesOf: async () => [{ id: "dlv_1", type: "a.b", ...looks[Math.min(polls++, 1)] }],
  } as unknown as DemoClient;

  await watchDemoDeliveries(client, ["evt_1"], (line) => lines.push(line), 5_000);

  expect(lines.map((line) => line.trim().replace(/ {2,}/g, "  "))).toEqual([
    expect.stringMatching(/^12:00:01.000 {2}a\.b {2}attempt 1 {2}503 in 4 ms {2}failed, next in about (60|59) s$/),
    "12:00:02.000  a.b  attempt 2  200 in 4 ms  delivered",
  ]);
});
