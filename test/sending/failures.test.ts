import type { Socket } from "node:net";
import { describe, expect, it, test, vi } from "vitest";
import * as hostile from "../support/receivers/hostile.ts";
import { startReceiver } from "../support/receivers/receiver.ts";
import { disposed, lookupOf, post, testSender } from "../support/receivers/sending.ts";

describe("an invalid answer is a protocol failure", () => {
  test.each<[string, hostile.Behaviour, RegExp]>([
    ["garbage", hostile.garbage, /not valid HTTP \(HPE_/],
    ["contradicting lengths", hostile.twoLengths, /not valid HTTP \(HPE_/],
    ["headers without end", hostile.endlessHeaders, /longer than 16 KiB/],
    ["a reset after the request", hostile.resetAfterRequest, /closed before an answer/],
    ["a close after the request", hostile.closeAfterRequest, /closed before an answer/],
    ["interim answers without end", hostile.endlessInterim, /one interim answer \(1xx\) after another/],
    ["another protocol", hostile.switchProtocols, /not valid HTTP/],
  ])("%s", async (_name, behaviour, detail) => {
    const receiver = disposed(await hostile.startHostile(behaviour));
    const result = await post(testSender(), receiver.url);
    expect(result).toMatchObject({ failure: "protocol", detail: expect.stringMatching(detail), excerpt: "" });
    expect(result.status).toBeUndefined();
    expect(receiver.connections()).toBe(1);
  });
});

describe("an answer's status counts", () => {
  test.each<[string, hostile.Behaviour, number, string]>([
    ["if its body has no end", hostile.endlessBody, 200, "a".repeat(1024)],
    ["if its body breaks off", hostile.brokenBody, 200, "half"],
    ["if its body is not valid", hostile.badChunk, 200, ""],
    ["if interim answers come before it", hostile.interimFirst, 204, ""],
    ["if it comes before the body was read", hostile.answerUnread, 413, ""],
  ])("%s", async (_name, behaviour, status, excerpt) => {
    const receiver = disposed(await hostile.startHostile(behaviour));
    const result = await post(testSender(), receiver.url, { body: Buffer.alloc(4 * 1024 * 1024) });
    expect(result).toMatchObject({ status, excerpt });
    expect(result.failure).toBeUndefined();
  });
});

describe("endless answers", () => {
  it("are cut off: many at once use little memory, and no connection stays open", async () => {
    const open = new Set<unknown>();
    const receiver = await hostile.startHostile((socket, nth) => {
      open.add(socket.once("close", () => open.delete(socket)));
      hostile.endlessBody(socket, nth);
    });
    disposed(receiver);
    const sender = testSender();
    const body = Buffer.alloc(256 * 1024, "x");
    const results = await Promise.all(Array.from({ length: 10 }, () => post(sender, receiver.url, { body })));
    for (const result of results) expect(result).toMatchObject({ status: 200, excerpt: "a".repeat(1024) });
    expect(receiver.connections()).toBe(10);
    await vi.waitFor(() => expect(open.size).toBe(0));
  });
});

describe("an answer that comes before the body was read", () => {
  it("closes the connection, and the rest of the body is not sent", async () => {
    const body = Buffer.alloc(32 * 1024 * 1024);
    const ended = Promise.withResolvers<number>();
    const accepted = Promise.withResolvers<Socket>();
    const receiver = await hostile.startHostile((socket, nth) => {
      hostile.answerUnread(socket, nth);
      socket.once("close", () => ended.resolve(socket.bytesRead));
      accepted.resolve(socket);
    });
    disposed(receiver);
    expect(await post(testSender(), receiver.url, { body })).toMatchObject({ status: 413 });
    (await accepted.promise).resume();
    expect(await ended.promise).toBeLessThan(body.length);
  });
});

describe("no connection", () => {
  it("is a connect failure if it is refused", async () => {
    const receiver = await startReceiver();
    await receiver.close();
    const sender = testSender({ lookup: lookupOf({ "receiver.test": [["127.0.0.1", "127.0.0.2"]] }) });
    for (const host of ["127.0.0.1", "receiver.test"]) {
      const result = await post(sender, `http://${host}:${receiver.port}/`);
      expect(result).toMatchObject({ failure: "connect", detail: "The connection was refused." });
      expect(result.timings.connect).toBeUndefined();
    }
  });

  it("is a connect failure if it is reset during setup, or a protocol failure right after that", async () => {
    const receiver = disposed(await hostile.startHostile(hostile.resetOnAccept));
    expect(["connect", "protocol"]).toContain((await post(testSender(), receiver.url)).failure);
  });

  it("is a DNS failure if the name does not exist", async () => {
    const result = await post(testSender({ lookup: lookupOf({}) }), "http://nobody.test/");
    expect(result).toMatchObject({ failure: "dns", detail: "The host name does not exist." });
    expect(Object.keys(result.timings)).toEqual(["total"]);
  });

  it("is a DNS failure if the name has no address", async () => {
    expect(await post(testSender({ lookup: lookupOf({ "empty.test": [[]] }) }), "http://empty.test/")).toMatchObject({
      failure: "dns",
      detail: "The host name does not exist.",
    });
  });

  it("is a DNS failure if DNS does not answer", async () => {
    const error = Object.assign(new Error("EAI_AGAIN"), { code: "EAI_AGAIN" });
    const sender = testSender({ lookup: (_name, _options, callback) => setImmediate(() => callback(error, [])) });
    expect(await post(sender, "http://any.test/")).toMatchObject({
      failure: "dns",
      detail: "The host name could not be looked up: its DNS servers did not answer.",
    });
  });
});

describe("a header that can't be sent", () => {
  test.each([
    ["value", { "x-a": "b\r\nx-c: d" }],
    ["name", { "x a": "b" }],
  ])("is a protocol failure: its %s", async (_name, headers) => {
    const receiver = disposed(await startReceiver());
    const result = await post(testSender(), receiver.url, { headers });
    expect(result).toMatchObject({ failure: "protocol", detail: expect.stringMatching(/^A header cannot be sent/) });
    expect(receiver.requests).toEqual([]);
  });
});

describe("closing a sender", () => {
  it("ends the POSTs in progress", async () => {
    const receiver = disposed(await startReceiver({ answers: { afterMs: 60_000 } }));
    const sender = testSender();
    const sending = post(sender, receiver.url);
    await receiver.received(1);
    sender.close();
    expect(await sending).toMatchObject({ failure: "protocol" });
  });
});
