import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Arrival, Behaviour, ReceiversNews, ReceiversOrder } from "./behaviours.ts";

/** Endpoints on loopback, in a thread of their own: they share no event loop with those who send events. */
export interface Receivers {
  endpoint(behaviour: Behaviour, name: string): Endpoint;
  /** Makes all turning endpoints hang. */
  turn(): void;
  /** The POSTs that have no answer yet. */
  unanswered(): number;
  stop(): Promise<unknown>;
}

export interface Endpoint {
  url: string;
  /** All POSTs that arrived so far, first to last. The news is up to 100 ms old. */
  arrivals(): Arrival[];
}

export async function startReceivers(): Promise<Receivers> {
  const thread = new Worker(new URL("receivers-thread.ts", import.meta.url));
  const [first] = (await once(thread, "message")) as [ReceiversNews];
  if (!("ports" in first)) throw new Error("the receivers have no ports");
  const { ports } = first;
  const arrivals = new Map<string, Arrival[]>();
  let unanswered = 0;

  function arrivalsAt(path: string): Arrival[] {
    const known = arrivals.get(path) ?? [];
    arrivals.set(path, known);
    return known;
  }

  thread.on("message", (news: ReceiversNews) => {
    if ("ports" in news) return;
    for (const arrival of news.arrivals) arrivalsAt(arrival.path).push(arrival);
    unanswered = news.unanswered;
  });

  return {
    endpoint(behaviour, name) {
      const path = `/${behaviour}/${name}`;
      return { url: `http://127.0.0.1:${ports[behaviour]}${path}`, arrivals: () => arrivalsAt(path) };
    },
    turn: () => thread.postMessage("turn" satisfies ReceiversOrder),
    unanswered: () => unanswered,
    stop: () => thread.terminate(),
  };
}
