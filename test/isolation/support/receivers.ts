import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Arrival, Behaviour, ReceiversNews, ReceiversOrder } from "./behaviours.ts";

/** Endpoints on loopback, in a thread of their own: they share no event loop with those who send events. */
export interface Receivers {
  endpoint(behaviour: Behaviour, name: string): Endpoint;
  /** Makes all turning endpoints hang, the breaking ones fail, and the mending ones succeed. */
  turn(): void;
  /** Makes all unplugged endpoints refuse connections. */
  unplug(): void;
  /** Makes them answer again. */
  plug(): void;
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

  const order = (given: ReceiversOrder) => thread.postMessage(given);

  return {
    endpoint(behaviour, name) {
      const path = `/${behaviour}/${name}`;
      return { url: `http://127.0.0.1:${ports[behaviour]}${path}`, arrivals: () => arrivalsAt(path) };
    },
    turn: () => order("turn"),
    unplug: () => order("unplug"),
    plug: () => order("plug"),
    unanswered: () => unanswered,
    stop: () => thread.terminate(),
  };
}
