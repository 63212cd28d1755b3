import { createHmac } from "node:crypto";
import { Webhook as SvixWebhook } from "svix";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTwin, type Twin } from "../../lib/local/twin.ts";
import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { call, QUICK, send, subscribe, temporaryFolder } from "./support.ts";

type Headers = Record<string, string>;

/** A product's receiver, as its customers have written it: does it accept a POST? */
type Accepts = (secret: string, headers: Headers, body: Buffer) => boolean;

const hex = (secret: string, text: Buffer | string) => createHmac("sha256", secret).update(text).digest("hex");

function svix(secret: string, headers: Headers, body: Buffer): boolean {
  try {
    new SvixWebhook(secret).verify(body.toString(), headers);
    return JSON.parse(body.toString()).id === headers["svix-id"];
  } catch {
    return false;
  }
}

function stripe(secret: string, headers: Headers, body: Buffer): boolean {
  const parts = new Map(
    (headers["stripe-signature"] ?? "").split(",").map((part) => part.split("=", 2) as [string, string]),
  );
  const timestamp = parts.get("t") ?? "";
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  return parts.get("v1") === hex(secret, `${timestamp}.${body}`);
}

const receivers: [string, Accepts][] = [
  ["witn", svix],
  ["agents", (secret, headers, body) => headers["x-webhook-signature"] === hex(secret, restringified(body))],
  ["tenant", (secret, headers, body) => headers["x-webhook-signature"] === hex(secret, body)],
  ["watsi", (secret, headers, body) => headers["x-watsi-signature"] === hex(secret, body)],
  ["github", (secret, headers, body) => headers["x-hub-signature-256"] === `sha256=${hex(secret, body)}`],
  ["stripe", stripe],
];

/** A body that is no JSON any more is accepted by none. */
function restringified(body: Buffer): string {
  try {
    return JSON.stringify(JSON.parse(body.toString()));
  } catch {
    return "";
  }
}

const folder = temporaryFolder();
let twin: Twin;

beforeAll(async () => {
  twin = await startTwin({ dataDir: folder.path, port: 0, context: QUICK, warn: () => undefined });
});
afterAll(async () => {
  await twin?.stop();
  folder.remove();
});

/** Sends an event to one subscription in the dialect, whose receiver fails the first attempt. */
async function attemptsIn(dialect: string, secret?: string) {
  const receiver: Receiver = await startReceiver({ answers: (_request, nth) => (nth === 1 ? { status: 500 } : {}) });
  try {
    const subscription = await subscribe(twin, `${receiver.url}/hook`, { dialect, name: "Hook", secret });
    await send(twin, { type: "outcome_succeed", data: { facts: { outcomeKey: "out_1", 2: [1e21, "\u2028é"] } } });
    await receiver.received(2);
    await call(twin, "POST", `/subscriptions/${subscription.id}/test`, {});
    const requests = await receiver.received(3);
    await vi.waitFor(() => call(twin, "DELETE", `/subscriptions/${subscription.id}`, undefined, 204));
    return { secret: subscription.secret, requests };
  } finally {
    await receiver.close();
  }
}

describe("a product's receiver", () => {
  it.each(receivers)("of %s accepts attempt, retry and test, and rejects a changed byte", async (dialect, accepts) => {
    const { secret, requests } = await attemptsIn(dialect);
    for (const { headers, body } of requests) {
      const changed = Buffer.from(body);
      changed.writeUInt8(changed.readUInt8(5) ^ 1, 5);
      expect(accepts(secret, headers as Headers, body)).toBe(true);
      expect(accepts(secret, headers as Headers, changed)).toBe(false);
    }
    expect(requests[0]?.body.equals(requests[1]?.body ?? Buffer.alloc(0))).toBe(true);
  });

  it("of outtake finds the secret that its user chose", async () => {
    const { requests } = await attemptsIn("outtake", "chosen-by-the-user");
    expect(requests.map(({ headers }) => headers["x-outtake-secret"])).toEqual(Array(3).fill("chosen-by-the-user"));
    expect(JSON.parse(requests[0]?.body.toString() ?? "")).toMatchObject({ event: "outcome_succeed" });
  });
});
