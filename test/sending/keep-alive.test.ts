import { lookup } from "node:dns";
import type { Socket } from "node:net";
import { describe, expect, it, test, vi } from "vitest";
import {
  closePools,
  IDLE_MS,
  MAX_AGE_MS,
  MAX_IDLE_PER_HOST,
  MAX_OPEN,
  socketPools,
} from "../../lib/sending/socket-pool.ts";
import * as hostile from "../support/receivers/hostile.ts";
import { startReceiver } from "../support/receivers/receiver.ts";
import { disposed, lookupOf, post, testSender } from "../support/receivers/sending.ts";

describe("a kept-alive connection", () => {
  it("is used again", async () => {
    const receiver = disposed(await startReceiver({ answers: { body: "ok" } }));
    const sender = testSender();
    for (let n = 0; n < 5; n++) expect(await post(sender, receiver.url)).toMatchObject({ status: 200 });
    expect(receiver.connections()).toBe(1);
  });

  it("is not used again after its idle time, even if its timer never ran in a frozen process", async () => {
    const receiver = disposed(await startReceiver());
    let nowMs = 0;
    const sender = testSender({ now: () => nowMs });
    await post(sender, receiver.url);
    nowMs += IDLE_MS;
    await post(sender, receiver.url);
    expect(receiver.connections()).toBe(1);
    nowMs += IDLE_MS + 1;
    expect(await post(sender, receiver.url)).toMatchObject({ status: 200 });
    expect(receiver.connections()).toBe(2);
    expect(receiver.requests).toHaveLength(3);
  });

  it("is not kept beyond its maximum age", async () => {
    const receiver = disposed(await startReceiver());
    let nowMs = 0;
    const sender = testSender({ now: () => nowMs });
    for (; nowMs <= MAX_AGE_MS; nowMs += IDLE_MS) await post(sender, receiver.url);
    expect(receiver.connections()).toBe(1);
    await post(sender, receiver.url);
    expect(receiver.connections()).toBe(2);
  });

  it("is one of a limited number", async () => {
    const receiver = disposed(await startReceiver({ answers: { afterMs: 50 } }));
    const sender = testSender();
    const many = 2 * MAX_IDLE_PER_HOST;
    const burst = () => Promise.all(Array.from({ length: many }, () => post(sender, receiver.url)));
    await burst();
    expect(receiver.connections()).toBe(many);
    await burst();
    expect(receiver.connections()).toBe(2 * many - MAX_IDLE_PER_HOST);
  });

  it("is one of a limited number across all hosts", async () => {
    const hosts = Array.from({ length: MAX_OPEN / MAX_IDLE_PER_HOST + 2 }, (_, n) => `host-${n}.test`);
    const total = hosts.length * MAX_IDLE_PER_HOST;
    const { behaviour, open } = answeredTogether(total);
    const receiver = disposed(await hostile.startHostile(behaviour));
    const sender = testSender({ lookup: lookupOf(Object.fromEntries(hosts.map((host) => [host, [["127.0.0.1"]]]))) });
    const urls = hosts.flatMap((host) => Array<string>(MAX_IDLE_PER_HOST).fill(`http://${host}:${receiver.port}/`));
    const results = await Promise.all(urls.map((url) => post(sender, url)));
    for (const result of results) expect(result).toMatchObject({ status: 200 });
    expect(receiver.connections()).toBe(total);
    await vi.waitFor(() => expect(open.size).toBe(MAX_OPEN));
  });

  it("that its server closes during reuse is replaced without a failure", async () => {
    const receiver = disposed(await hostile.startHostile(hostile.closeOnReuse));
    const sender = testSender();
    for (let n = 1; n <= 3; n++) {
      expect(await post(sender, receiver.url)).toMatchObject({ status: 200, excerpt: "ok" });
    }
    expect(receiver.connections()).toBe(3);
  });

  it("is replaced only once", async () => {
    const receiver = await hostile.startHostile((socket, nth) =>
      nth === 1 ? hostile.closeOnReuse(socket, nth) : hostile.resetAfterRequest(socket, nth),
    );
    disposed(receiver);
    const sender = testSender();
    expect(await post(sender, receiver.url)).toMatchObject({ status: 200 });
    expect(await post(sender, receiver.url)).toMatchObject({ failure: "protocol" });
    expect(receiver.connections()).toBe(2);
  });

  it("is replaced by a new connection, not by another kept one", async () => {
    let reused = 0;
    const receiver = await hostile.startHostile((socket, nth) => {
      socket.on("data", () => reused++);
      hostile.closeOnReuse(socket, nth);
    });
    disposed(receiver);
    const sender = testSender();
    await Promise.all([1, 2, 3].map(() => post(sender, receiver.url)));
    reused = 0;
    expect(await post(sender, receiver.url)).toMatchObject({ status: 200 });
    expect(receiver.connections()).toBe(4);
    // One request on the kept connection, one on the new one.
    expect(reused).toBe(2);
  });

  it("is replaced within the same time limit", async () => {
    const receiver = await hostile.startHostile((socket, nth) =>
      nth === 1 ? hostile.closeOnReuse(socket, nth) : hostile.silent(socket, nth),
    );
    disposed(receiver);
    const sender = testSender();
    await post(sender, receiver.url);
    const result = await post(sender, receiver.url, { timeoutMs: 150 });
    expect(result).toMatchObject({ failure: "timeout-headers" });
    expect(result.timings.total).toBeLessThan(1_150);
  });

  it("that breaks off during an answer fails", async () => {
    const receiver = disposed(await hostile.startHostile(hostile.halfAnswerOnReuse));
    const sender = testSender();
    await post(sender, receiver.url);
    expect(await post(sender, receiver.url)).toMatchObject({ failure: "protocol" });
    expect(receiver.connections()).toBe(1);
  });
});

describe("a kept-alive connection that its server closes after reading the request", () => {
  test.each<[string, number, (socket: Socket) => void]>([
    ["a reset, 2 s later", 2_000, (socket) => socket.resetAndDestroy()],
    ["an end, 2 s later", 2_000, (socket) => socket.end()],
    ["a reset, soon", 150, (socket) => socket.resetAndDestroy()],
    ["an end, soon", 150, (socket) => socket.end()],
  ])("is a failed attempt, and the POST is not sent again: %s", async (_name, workMs, close) => {
    const receiver = disposed(await hostile.startHostile(hostile.closeAfterWork(workMs, close)));
    const sender = testSender();
    expect(await post(sender, receiver.url)).toMatchObject({ status: 200 });
    const result = await post(sender, receiver.url);
    expect(result).toMatchObject({
      failure: "protocol",
      detail: "The connection was closed before an answer came.",
    });
    expect(result.timings.total).toBeGreaterThanOrEqual(workMs - 5);
    expect(receiver.connections()).toBe(1);
  });

  it("is a failed attempt even if this process was too busy to see how fast the server is when it connected", async () => {
    const receiver = disposed(await hostile.startHostile(hostile.closeAfterWork(150, (socket) => socket.end())));
    const sender = testSender();
    const sending = post(sender, receiver.url);
    await new Promise((resolve) => setImmediate(resolve));
    beBusy(250);
    const { timings } = await sending;
    expect(timings.connect).toBeGreaterThan(200);
    expect(await post(sender, receiver.url)).toMatchObject({ failure: "protocol" });
    expect(receiver.connections()).toBe(1);
  });

  it("is a failed attempt even if the body did not fit into the connection's buffers", async () => {
    const receiver = await hostile.startHostile((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        socket.once("data", () => {
          socket.pause();
          setTimeout(() => socket.resetAndDestroy(), 150);
        });
      });
    });
    disposed(receiver);
    const sender = testSender();
    expect(await post(sender, receiver.url)).toMatchObject({ status: 200 });
    const body = Buffer.alloc(32 * 1024 * 1024);
    expect(await post(sender, receiver.url, { body })).toMatchObject({ failure: "protocol" });
    expect(receiver.connections()).toBe(1);
  });

  it("is replaced if this process was too busy to see that the server closed it first", async () => {
    const receiver = disposed(await hostile.startClosingElsewhere());
    const sender = testSender();
    expect(await post(sender, receiver.url)).toMatchObject({ status: 200, excerpt: "1" });
    const sending = post(sender, receiver.url);
    await new Promise((resolve) => setImmediate(resolve));
    beBusy(200);
    expect(await sending).toMatchObject({ status: 200, excerpt: "2" });
  });
});

/** Keeps the event loop from running. */
function beBusy(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** Answers all requests together once `count` of them have arrived, and keeps the connections alive. */
function answeredTogether(count: number): { behaviour: hostile.Behaviour; open: Set<Socket> } {
  const open = new Set<Socket>();
  const waiting: Socket[] = [];
  const behaviour = (socket: Socket) => {
    open.add(socket.once("close", () => open.delete(socket)));
    socket.once("data", () => {
      if (waiting.push(socket) < count) return;
      for (const each of waiting) each.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    });
  };
  return { behaviour, open };
}

test("closing the pools destroys every agent", () => {
  const pools = socketPools(lookup, Date.now);
  const agents = Object.values(pools).flatMap(({ kept, fresh }) => [kept, fresh]);
  const destroyed = agents.map((agent) => vi.spyOn(agent, "destroy"));
  closePools(pools);
  expect(agents).toHaveLength(6);
  for (const spy of destroyed) expect(spy).toHaveBeenCalledOnce();
});
