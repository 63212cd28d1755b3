import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { verify } from "../../../lib/dialects/verify/index.ts";
import { publishedVectors } from "../../support/published-vectors.ts";
import { samplePost, senders } from "./product-senders.ts";
import { verifyOutcome } from "./receiving.ts";

describe("the published vectors", () => {
  it.each(publishedVectors)("$id is accepted", async ({ secret, id, timestamp, body, signature }) => {
    for (const [dialect, prefix] of [
      ["standard", "webhook"],
      ["witn", "svix"],
    ] as const) {
      const headers = {
        [`${prefix}-id`]: id,
        [`${prefix}-timestamp`]: `${timestamp}`,
        [`${prefix}-signature`]: signature,
      };
      const options = { dialect, secrets: secret, now: () => timestamp * 1000 };
      expect(await verify({ headers, body }, options)).toEqual({
        id,
        timestamp: new Date(timestamp * 1000),
        event: JSON.parse(body),
      });
    }
  });
});

describe("the reference library", () => {
  const [sender] = senders;
  if (!sender) throw new Error("There is no sender");

  it("makes signatures that `verify` accepts", async () => {
    const key = fc.uint8Array({ minLength: 24, maxLength: 64 });
    await fc.assert(
      fc.asyncProperty(key, fc.json(), async (bytes, body) => {
        const secret = `whsec_${Buffer.from(bytes).toString("base64")}`;
        const sentAt = new Date();
        const headers = {
          "webhook-id": "msg_1",
          "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
          "webhook-signature": new Webhook(secret).sign("msg_1", sentAt, body),
        };
        const { event } = await verify({ headers, body }, { dialect: "standard", secrets: secret });
        expect(event).toEqual(JSON.parse(body));
      }),
    );
  });

  it("accepts and rejects the same requests as `verify`", async () => {
    const secret = sender.secret(0);
    const sent = samplePost({ timestamp: Math.floor(Date.now() / 1000) });
    const headers = sender.headers(secret, sent);
    const changes = fc.constantFrom(...Object.keys(headers), "none", "body");
    await fc.assert(
      fc.asyncProperty(changes, fc.nat(15), async (what, at) => {
        const swap = (text: string) => text.slice(0, at) + (text[at] === "1" ? "2" : "1") + text.slice(at + 1);
        const changed = { ...headers, ...(what in headers && { [what]: swap(headers[what] ?? "") }) };
        const body = what === "body" ? swap(sent.body.toString()) : sent.body.toString();
        const theirs = attempt(() => new Webhook(secret).verify(body, changed));
        const ours = await verifyOutcome(verify({ headers: changed, body }, { dialect: "standard", secrets: secret }));
        expect(ours === "accepted").toBe(theirs);
      }),
    );
  });
});

function attempt(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
