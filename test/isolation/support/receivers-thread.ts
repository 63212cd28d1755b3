import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort } from "node:worker_threads";
import { type Arrival, BEHAVIOURS, type Behaviour, type ReceiversNews, type ReceiversOrder } from "./behaviours.ts";
import { epochMs } from "./epoch-ms.ts";

/** Arrivals are told together, so that they take little of the sender's time. */
const TELL_MS = 100;

const failed = new Set<string>();
const open = new Set<ServerResponse>();
let arrivals: Arrival[] = [];
let turned = false;

const tell = (news: ReceiversNews) => parentPort?.postMessage(news);

function tellArrivals(): void {
  tell({ arrivals, unanswered: open.size });
  arrivals = [];
}

/** Returns the status of the answer, or undefined for no answer. */
function answerOf(behaviour: Behaviour, eventId: string): number | undefined {
  if (behaviour === "hanging" || (behaviour === "turning" && turned)) return undefined;
  if (behaviour !== "failing-once" || failed.has(eventId)) return 200;
  failed.add(eventId);
  return 500;
}

function handle(behaviour: Behaviour, request: IncomingMessage, response: ServerResponse): void {
  const eventId = String(request.headers["webhook-id"]);
  arrivals.push({ path: request.url ?? "", eventId, atMs: epochMs() });
  const status = answerOf(behaviour, eventId);
  request.resume();
  if (status) response.writeHead(status).end();
  else open.add(response.once("close", () => open.delete(response)));
}

/** Each behaviour has a port of its own, so that hanging endpoints share no connections with others. */
async function listen(behaviour: Behaviour): Promise<[Behaviour, number]> {
  const server = createServer((request, response) => handle(behaviour, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return [behaviour, (server.address() as AddressInfo).port];
}

parentPort?.on("message", (order: ReceiversOrder) => {
  turned ||= order === "turn";
});
const ports = await Promise.all(BEHAVIOURS.map(listen));
tell({ ports: Object.fromEntries(ports) as Record<Behaviour, number> });
setInterval(tellArrivals, TELL_MS);
