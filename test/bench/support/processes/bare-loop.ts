import { createHmac } from "node:crypto";
import { Agent, request } from "undici";
import { newId } from "../../../../lib/core/ids.ts";
import { invoiceOf, standardBody } from "../events.ts";
import { PRODUCER } from "../tenant.ts";
import { answering, cpuMsOf } from "./answering.ts";

export interface BareLoopQuestion {
  url: string;
  batches: number;
  dataBytes: number;
}

const dispatcher = new Agent();
const key = Buffer.from(PRODUCER.signingSecret.slice("whsec_".length), "base64");

/** The least that a delivery can cost: signs and POSTs, ten at a time, and drops the answers. */
answering(async ({ url, batches, dataBytes }: BareLoopQuestion): Promise<{ cpuMs: number }> => {
  const body = standardBody(invoiceOf(dataBytes));
  const batchOfIds = () => Array.from({ length: 10 }, () => newId("evt", Date.now()));
  const ids = Array.from({ length: batches }, batchOfIds);
  const cpuMs = await cpuMsOf(async () => {
    for (const batch of ids) await Promise.all(batch.map((id) => post(url, id, body)));
  });
  return { cpuMs };
});

async function post(url: string, id: string, body: Buffer): Promise<void> {
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const headers = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": `v1,${signature}`,
  };
  const answer = await request(url, { dispatcher, method: "POST", headers, body });
  await answer.body.dump();
  if (answer.statusCode !== 200) throw new Error(`the receiver answered ${answer.statusCode}`);
}
