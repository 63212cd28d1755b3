import { onTestFinished } from "vitest";
import type { SendResult } from "../../../lib/core/delivery/outcome.ts";
import { addressPolicy } from "../../../lib/core/subscription/address-policy.ts";
import type { LookupAll } from "../../../lib/sending/guarded-lookup.ts";
import { type GuardedSender, type GuardedSenderOptions, guardedSender } from "../../../lib/sending/guarded-sender.ts";
import type { SendRequest } from "../../../lib/sending/sender.ts";

/** Lets http and IPv4 loopback through, as the twin does. */
const loopbackAllowed = addressPolicy({ allowHttp: true, allowedAddresses: ["127.0.0.0/8"] });

/** A sender for one test, which ends it. */
export function testSender(options: Partial<GuardedSenderOptions> = {}): GuardedSender {
  const sender = guardedSender({ policy: loopbackAllowed, ...options });
  onTestFinished(() => sender.close());
  return sender;
}

/** POSTs a small body with a limit of 5 s. */
export const post = (sender: GuardedSender, url: string, more: Partial<SendRequest> = {}): Promise<SendResult> =>
  sender.send({ url, headers: {}, body: Buffer.from("{}"), timeoutMs: 5_000, verifyTls: true, ...more });

/** Has something closed when the test ends. */
export function disposed<T extends { close(): Promise<void> }>(thing: T): T {
  onTestFinished(() => thing.close());
  return thing;
}

/** DNS that answers by a table; a list of lists is answered one after the other, the last one for ever. */
export function lookupOf(names: Record<string, string[][]>): LookupAll & { asked: string[] } {
  const asked: string[] = [];
  const lookup: LookupAll = (hostname, _options, callback) => {
    const answers = names[hostname] ?? [];
    const answer = answers[Math.min(asked.filter((name) => name === hostname).length, answers.length - 1)];
    asked.push(hostname);
    const unknown = Object.assign(new Error("ENOTFOUND"), { code: "ENOTFOUND" });
    setImmediate(() => callback(answer ? null : unknown, (answer ?? []).map(addressOf)));
  };
  return Object.assign(lookup, { asked });
}

const addressOf = (address: string) => ({ address, family: address.includes(":") ? 6 : 4 });
