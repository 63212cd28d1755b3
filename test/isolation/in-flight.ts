import type { Result } from "../bench/support/result.ts";
import { type DeadEndpoint, playDeadEndpoint } from "./model/dead-endpoint.ts";

const DEAD: Omit<DeadEndpoint, "hangs"> = { eventsPerSecond: 50, maxRetries: 10, hours: 24 };
const MOST = 5_000;

/** Messages in flight while an endpoint is dead for a day. SQS allows about 120,000 in a queue. */
export async function inFlightOfDeadEndpoint(): Promise<Result[]> {
  return [true, false].map((hangs) => {
    const { mostInFlight, held, posts } = playDeadEndpoint({ ...DEAD, hangs });
    return {
      what: `In flight, an endpoint that ${hangs ? "hangs" : "fails"} for ${DEAD.hours} h, ${DEAD.eventsPerSecond}/s, maxRetries ${DEAD.maxRetries}`,
      value: mostInFlight,
      unit: "messages",
      bar: { atMost: MOST },
      note: `played with a clock that jumps; ${held} held, ${posts} POSTs`,
    };
  });
}
