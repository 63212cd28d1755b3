import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ReceivedRequest, verify } from "../../../lib/dialects/verify/index.ts";
import { NOW, type SignedPost, samplePost, senders } from "./product-senders.ts";
import { now, receiverOf, verifyOutcome } from "./receiving.ts";

const anyPost = fc
  .record({
    id: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
    late: fc.integer({ min: -300, max: 300 }),
    data: fc.json(),
  })
  .map(
    ({ id, late, data }): SignedPost => ({
      id,
      timestamp: NOW - late,
      body: Buffer.from(`{"id":"${id}","data":${data}}`),
    }),
  );

function shared(bytes: Uint8Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

const around = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.of(1, ...bytes, 1);

function filled(buffer: ArrayBuffer, bytes: Uint8Array): ArrayBuffer {
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

const resizable = (length: number): ArrayBuffer => new ArrayBuffer(length, { maxByteLength: length + 8 });

describe.each(senders)("a receiver of $name", (sender) => {
  const secret = sender.secret(0);
  const accept = receiverOf(sender, secret);

  it("accepts any signed POST, and returns the values that the signature covers", async () => {
    await fc.assert(
      fc.asyncProperty(anyPost, async (sent) => {
        const { id, timestamp, event } = await accept(sender.headers(secret, sent), sent.body);
        expect(event).toEqual(JSON.parse(sent.body.toString()));
        expect(id).toBe(sender.givesId ? sent.id : undefined);
        expect(timestamp?.getTime()).toBe(sender.covers.timestamp ? sent.timestamp * 1000 : undefined);
      }),
      { numRuns: 50 },
    );
  });

  it("accepts text and bytes", async () => {
    const body = '{"text":"é☂💧\\ud800"}';
    const sent = samplePost({ body: Buffer.from(body) });
    expect((await accept(sender.headers(secret, sent), body)).event).toEqual(JSON.parse(body));
  });

  it.each<[string, (bytes: Uint8Array<ArrayBuffer>) => ReceivedRequest["body"]]>([
    ["an ArrayBuffer", ({ buffer }) => buffer],
    ["an ArrayBuffer of another realm", (bytes) => runInNewContext("Uint8Array.from(bytes).buffer", { bytes })],
    ["a SharedArrayBuffer", shared],
    ["bytes in a SharedArrayBuffer", (bytes) => new Uint8Array(shared(bytes))],
    ["a DataView", ({ buffer }) => new DataView(buffer)],
    ["a DataView in the middle of a buffer", (bytes) => new DataView(around(bytes).buffer, 1, bytes.length)],
    ["a DataView of shared bytes", (bytes) => new DataView(shared(around(bytes)), 1, bytes.length)],
    ["a Buffer in the middle of a pool", (bytes) => Buffer.concat([Buffer.of(1), bytes, Buffer.of(1)]).subarray(1, -1)],
    ["a subclass of Uint8Array", (bytes): Uint8Array => new (class Chunk extends Uint8Array {})(bytes)],
    ["a subclass of ArrayBuffer", (bytes) => filled(new (class Body extends ArrayBuffer {})(bytes.length), bytes)],
    ["a resizable ArrayBuffer", (bytes) => filled(resizable(bytes.length), bytes)],
    ["bytes of another realm", (bytes) => runInNewContext("Uint8Array.from(bytes)", { bytes })],
    ["bytes in the middle of a buffer", (bytes) => Uint8Array.of(1, ...bytes, 1).subarray(1, -1)],
  ])("accepts %s", async (_name, wrapped) => {
    const sent = samplePost();
    const body = wrapped(Uint8Array.from(sent.body));
    expect((await accept(sender.headers(secret, sent), body)).event).toEqual(JSON.parse(sent.body.toString()));
    const changed = wrapped(Uint8Array.from([...sent.body, 0x20]));
    expect(await verifyOutcome(accept(sender.headers(secret, sent), changed))).toBeOneOf(
      sender.covers.body ? ["bad-signature"] : ["accepted"],
    );
  });

  it("parses the verified bytes, even if the buffer changes meanwhile", async () => {
    const { body } = samplePost();
    const verified = accept(sender.headers(secret, samplePost()), body);
    body.fill("x");
    expect((await verified).event).toEqual(JSON.parse(samplePost().body.toString()));
  });

  it("accepts any of several secrets, and no other one", async () => {
    const others = [sender.secret(1), sender.secret(2)];
    const outcome = (secrets: string[]) =>
      verifyOutcome(receiverOf(sender, secrets)(sender.headers(secret, samplePost()), samplePost().body));
    expect(await outcome([...others, secret])).toBe("accepted");
    expect(await outcome([secret, ...others])).toBe("accepted");
    expect(await outcome(others)).toBe("bad-signature");
  });

  it.each([
    ["no secret", []],
    ["an empty secret", ""],
    ["an empty secret among others", [secret, ""]],
    ["an unset variable", undefined],
    ["an unset variable among others", [secret, undefined]],
  ])("rejects %s", async (_name, secrets) => {
    const request = { headers: sender.headers(secret, samplePost()), body: samplePost().body };
    const options = { dialect: sender.dialect, secrets: secrets as string[], now };
    expect(await verifyOutcome(verify(request, options))).toBe("bad-secret");
  });

  it("reports a missing header", async () => {
    for (const name of Object.keys(sender.headers(secret, samplePost()))) {
      const { [name]: _left, ...headers } = sender.headers(secret, samplePost());
      expect(await verifyOutcome(accept(headers, samplePost().body)), name).toBe("missing-header");
      expect(await verifyOutcome(accept({ ...headers, [name]: "" }, samplePost().body)), name).toBe("missing-header");
    }
  });

  it.each([
    ["parsed", JSON.parse(samplePost().body.toString())],
    ["missing", undefined],
    ["null", null],
    ["a Blob, which can be read only later", new Blob([samplePost().body])],
    ["a list of chunks", [samplePost().body]],
    ["an object that only claims a length", { byteLength: 2 }],
  ])("reports a body that is %s", async (_name, body) => {
    expect(await verifyOutcome(accept(sender.headers(secret, samplePost()), body))).toBe("bad-body");
  });

  it.each([
    ["is not JSON", Buffer.from("amount=1")],
    ["is empty", Buffer.alloc(0)],
    ["is not UTF-8", Buffer.from([0x22, 0xff, 0x22])],
    ["begins with a byte order mark", Buffer.from("\ufeff{}")],
  ])("reports a signed body that %s", async (_name, body) => {
    expect(await verifyOutcome(accept(sender.headers(secret, samplePost({ body })), body))).toBe("bad-body");
  });
});

describe.each(senders.filter(({ covers }) => covers.timestamp))("the time window of $name", (sender) => {
  const secret = sender.secret(0);

  it.each([
    ["now", 0, "accepted"],
    ["300 s ago", -300, "accepted"],
    ["301 s ago", -301, "too-old"],
    ["in 300 s", 300, "accepted"],
    ["in 301 s", 301, "too-new"],
    ["in 1970", -NOW, "too-old"],
  ])("for a timestamp %s", async (_name, offset, outcome) => {
    const sent = samplePost({ timestamp: NOW + offset });
    expect(await verifyOutcome(receiverOf(sender, secret)(sender.headers(secret, sent), sent.body))).toBe(outcome);
  });

  it.each([
    [11, "accepted"],
    [10, "too-old"],
    [0, "too-old"],
    [Number.NaN, "too-old"],
    [Number.POSITIVE_INFINITY, "accepted"],
  ])("with a tolerance of %d s, 11 s later", async (toleranceSeconds, outcome) => {
    const sent = samplePost({ timestamp: NOW - 11 });
    const request = { headers: sender.headers(secret, sent), body: sent.body };
    const options = { dialect: sender.dialect, secrets: secret, now, toleranceSeconds };
    expect(await verifyOutcome(verify(request, options))).toBe(outcome);
  });

  it("is around the system clock's time by default", async () => {
    const sent = samplePost({ timestamp: Math.floor(Date.now() / 1000) });
    const request = { headers: sender.headers(secret, sent), body: sent.body };
    await verify(request, { dialect: sender.dialect, secrets: secret });
  });
});
