import { describe, expect, it } from "vitest";
import type { HeadersLike } from "../../../lib/dialects/verify/index.ts";
import { NOW, type ProductSender, samplePost, senders } from "./product-senders.ts";
import { receiverOf, verifyOutcome } from "./receiving.ts";

function senderOf(name: string): ProductSender {
  const found = senders.find((sender) => sender.name === name);
  if (!found) throw new Error(`There is no sender of ${name}`);
  return found;
}

/** Verifies a genuine POST after a change to its headers. */
const outcomeIn = (name: string) => async (change: (headers: Record<string, string>) => HeadersLike) => {
  const sender = senderOf(name);
  const headers = change(sender.headers(sender.secret(0), samplePost()));
  return await verifyOutcome(receiverOf(sender, sender.secret(0))(headers, samplePost().body));
};

describe("headers", () => {
  const outcome = outcomeIn("standard");
  const renamed = (headers: Record<string, string>, change: (name: string) => string) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [change(name), value]));

  it.each<[string, (headers: Record<string, string>) => HeadersLike]>([
    ["in fetch's Headers", (headers) => new Headers(headers)],
    ["in Node's object", (headers) => headers],
    ["in upper case", (headers) => renamed(headers, (name) => name.toUpperCase())],
    ["in title case", (headers) => renamed(headers, (name) => name.replace(/\b[a-z]/g, (char) => char.toUpperCase()))],
    ["as lists of one", (headers) => Object.fromEntries(Object.entries(headers).map(([name, one]) => [name, [one]]))],
    ["without a prototype", (headers) => Object.assign(Object.create(null), headers)],
    ["among others", (headers) => ({ ...headers, get: "x", cookie: ["a", "b"], "x-none": undefined })],
  ])("are found %s", async (_name, change) => {
    expect(await outcome(change)).toBe("accepted");
  });

  it.each<[string, (headers: Record<string, string>) => HeadersLike, string]>([
    ["a second id", (headers) => twice(headers, "webhook-id", "evt_2"), "missing-header"],
    ["the same id again", (headers) => twice(headers, "webhook-id", "evt_1"), "missing-header"],
    ["a second id in another case", (headers) => ({ ...headers, "Webhook-Id": "evt_2" }), "missing-header"],
    ["a second timestamp", (headers) => twice(headers, "webhook-timestamp", `${NOW}`), "bad-timestamp"],
    [
      "fetch headers with a second id",
      (headers) => new Headers([...Object.entries(headers), ["webhook-id", "x"]]),
      "missing-header",
    ],
    ["a second signature header", (headers) => twice(headers, "webhook-signature", "v1,AAAA"), "bad-signature"],
    ["an empty list", (headers) => ({ ...headers, "webhook-signature": [] }), "missing-header"],
    ["only inherited headers", (headers) => Object.create(headers), "missing-header"],
    ["none", () => ({}), "missing-header"],
  ])("are rejected with %s", async (_name, change, reason) => {
    expect(await outcome(change)).toBe(reason);
  });

  it.each(["outtake", "agents", "tenant", "watsi", "github"])(
    "that repeat the signature of %s are rejected",
    async (name) => {
      const { signatureHeader } = senderOf(name);
      const again = outcomeIn(name)((headers) => twice(headers, signatureHeader, headers[signatureHeader] ?? ""));
      expect(await again).toBe("bad-signature");
    },
  );
});

describe("a Stripe signature header", () => {
  const outcome = async (change: (header: string) => string) =>
    await outcomeIn("stripe")((headers) => ({ "stripe-signature": change(headers["stripe-signature"] ?? "") }));

  it.each<[string, (header: string) => string]>([
    ["several signatures", (header) => `${header},v1=${"0".repeat(64)}`],
    ["spaces", (header) => header.replace(",", " , ")],
    ["another order", (header) => header.split(",").reverse().join(",")],
    ["other schemes", (header) => `${header},v0=abc,x`],
  ])("can have %s", async (_name, change) => {
    expect(await outcome(change)).toBe("accepted");
  });

  it.each<[string, (header: string) => string, string]>([
    ["two timestamps", (header) => `${header},t=${NOW}`, "bad-timestamp"],
    ["no timestamp", (header) => header.replace(/^t=\d+,/, ""), "bad-timestamp"],
    ["another timestamp", (header) => header.replace(`${NOW}`, `${NOW + 1}`), "bad-signature"],
    ["only the test scheme", (header) => header.replace("v1=", "v0="), "bad-signature"],
    ["nothing after v1", (header) => header.replace(/v1=.*/, "v1="), "bad-signature"],
  ])("is rejected with %s", async (_name, change, reason) => {
    expect(await outcome(change)).toBe(reason);
  });
});

const twice = (headers: Record<string, string>, name: string, value: string): HeadersLike => ({
  ...headers,
  [name]: [headers[name] ?? "", value],
});
