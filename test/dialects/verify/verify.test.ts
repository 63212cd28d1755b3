import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verify } from "../../../lib/dialects/verify/index.ts";
import { now, outcomeOf, receiverOf } from "./receiving.ts";
import { NOW, type Post, post, senders } from "./senders.ts";

const anyPost = fc
  .record({
    id: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
    late: fc.integer({ min: -300, max: 300 }),
    data: fc.json(),
  })
  .map(
    ({ id, late, data }): Post => ({ id, timestamp: NOW - late, body: Buffer.from(`{"id":"${id}","data":${data}}`) }),
  );

describe.each(senders)("a receiver of $name", (sender) => {
  const secret = sender.secret(0);
  const accept = receiverOf(sender, secret);

  it("accepts whatever was signed, and gives what the signature covers", async () => {
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

  it("accepts text as well as bytes", async () => {
    const body = '{"text":"é☂💧\\ud800"}';
    const sent = post({ body: Buffer.from(body) });
    expect((await accept(sender.headers(secret, sent), body)).event).toEqual(JSON.parse(body));
  });

  it("parses what it verified, though the buffer is written to meanwhile", async () => {
    const { body } = post();
    const verified = accept(sender.headers(secret, post()), body);
    body.fill("x");
    expect((await verified).event).toEqual(JSON.parse(post().body.toString()));
  });

  it("accepts with any of several secrets, and with none that is not among them", async () => {
    const others = [sender.secret(1), sender.secret(2)];
    const outcome = (secrets: string[]) =>
      outcomeOf(receiverOf(sender, secrets)(sender.headers(secret, post()), post().body));
    expect(await outcome([...others, secret])).toBe("accepted");
    expect(await outcome([secret, ...others])).toBe("accepted");
    expect(await outcome(others)).toBe("bad-signature");
  });

  it.each([
    ["no secret", []],
    ["an empty secret", ""],
    ["an empty one among others", [secret, ""]],
    ["an unset variable", undefined],
    ["an unset one among others", [secret, undefined]],
  ])("refuses to work with %s", async (_name, secrets) => {
    const request = { headers: sender.headers(secret, post()), body: post().body };
    const options = { dialect: sender.dialect, secrets: secrets as string[], now };
    expect(await outcomeOf(verify(request, options))).toBe("bad-secret");
  });

  it("names what is missing", async () => {
    for (const name of Object.keys(sender.headers(secret, post()))) {
      const { [name]: _left, ...headers } = sender.headers(secret, post());
      expect(await outcomeOf(accept(headers, post().body)), name).toBe("missing-header");
      expect(await outcomeOf(accept({ ...headers, [name]: "" }, post().body)), name).toBe("missing-header");
    }
  });

  it.each([
    ["parsed", JSON.parse(post().body.toString())],
    ["missing", undefined],
    ["null", null],
  ])("tells when the body is %s", async (_name, body) => {
    expect(await outcomeOf(accept(sender.headers(secret, post()), body))).toBe("bad-body");
  });

  it.each([
    ["is no JSON", Buffer.from("amount=1")],
    ["is empty", Buffer.alloc(0)],
    ["is not UTF-8", Buffer.from([0x22, 0xff, 0x22])],
    ["begins with a byte order mark", Buffer.from("\ufeff{}")],
  ])("tells when a signed body %s", async (_name, body) => {
    expect(await outcomeOf(accept(sender.headers(secret, post({ body })), body))).toBe("bad-body");
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
    const sent = post({ timestamp: NOW + offset });
    expect(await outcomeOf(receiverOf(sender, secret)(sender.headers(secret, sent), sent.body))).toBe(outcome);
  });

  it.each([
    [11, "accepted"],
    [10, "too-old"],
    [0, "too-old"],
    [Number.NaN, "too-old"],
    [Number.POSITIVE_INFINITY, "accepted"],
  ])("with a tolerance of %d s, 11 s later", async (toleranceSeconds, outcome) => {
    const sent = post({ timestamp: NOW - 11 });
    const request = { headers: sender.headers(secret, sent), body: sent.body };
    const options = { dialect: sender.dialect, secrets: secret, now, toleranceSeconds };
    expect(await outcomeOf(verify(request, options))).toBe(outcome);
  });

  it("is around the clock's time when none is given", async () => {
    const sent = post({ timestamp: Math.floor(Date.now() / 1000) });
    const request = { headers: sender.headers(secret, sent), body: sent.body };
    await verify(request, { dialect: sender.dialect, secrets: secret });
  });
});
