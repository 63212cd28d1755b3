import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort } from "node:worker_threads";
import { type Arrival, BEHAVIOURS, type Behaviour, type ReceiversNews, type ReceiversOrder } from "./behaviours.ts";
import { epochMs } from "./epoch-ms.ts";

/** Arrivals are told together, so that they take little of the sender's time. */
const TELL_MS = 100;

const failed = new Set<string>();
const open = new Set<ServerResponse>();
const servers = new Map<Behaviour, Server>();
let arrivals: Arrival[] = [];
let turned = false;
let flakyPosts = 0;
const FLAKY_EACH = 50;
const PROMPT_MS = 10;

const tell = (news: ReceiversNews) => parentPort?.postMessage(news);

function tellArrivals(): void {
  tell({ arrivals, unanswered: open.size });
  arrivals = [];
}

const ANSWERS: Record<Behaviour, (eventId: string) => number | undefined> = {
  healthy: () => 200,
  hanging: () => undefined,
  "failing-once": (eventId) => {
    if (failed.has(eventId)) return 200;
    failed.add(eventId);
    return 500;
  },
  flaky: () => (++flakyPosts % FLAKY_EACH === 0 ? 500 : 200),
  turning: () => (turned ? undefined : 200),
  breaking: () => (turned ? 500 : 200),
  mending: () => (turned ? 200 : 500),
  prompt: () => 200,
  unplugged: () => 200,
};

function handle(behaviour: Behaviour, request: IncomingMessage, response: ServerResponse): void {
  const eventId = String(request.headers["webhook-id"]);
  arrivals.push({ path: request.url ?? "", eventId, atMs: epochMs() });
  const status = ANSWERS[behaviour](eventId);
  request.resume();
  if (status && behaviour === "prompt") setTimeout(() => response.writeHead(status).end(), PROMPT_MS);
  else if (status) response.writeHead(status).end();
  else open.add(response.once("close", () => open.delete(response)));
}

/** Each behaviour has a port of its own, so that hanging endpoints share no connections with others. */
async function listen(behaviour: Behaviour): Promise<[Behaviour, number]> {
  const server = createServer((request, response) => handle(behaviour, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.set(behaviour, server);
  return [behaviour, (server.address() as AddressInfo).port];
}

function unplug(): void {
  const server = servers.get("unplugged");
  server?.close();
  server?.closeAllConnections();
}

const ORDERS: Record<ReceiversOrder, () => void> = {
  turn: () => {
    turned = true;
  },
  unplug,
  plug: () =>
    servers.get("unplugged")?.listen(ports.find(([behaviour]) => behaviour === "unplugged")?.[1], "127.0.0.1"),
};

parentPort?.on("message", (order: ReceiversOrder) => ORDERS[order]());
const ports = await Promise.all(BEHAVIOURS.map(listen));
tell({ ports: Object.fromEntries(ports) as Record<Behaviour, number> });
setInterval(tellArrivals, TELL_MS);
