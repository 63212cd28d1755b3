import { newId } from "../../../../lib/core/ids.ts";
import { dialectOf, type SubscriptionDialect } from "../../../../lib/dialects/registry.ts";
import { subscriptionOf } from "../../../support/factories.ts";
import { invoiceOf, invoiceTaskOf } from "../events.ts";
import { answering, cpuMsOf } from "./answering.ts";

export interface RenderingQuestion {
  /** What the subscription says of its dialect, as it comes out of the table: JSON text. */
  named: string;
  posts: number;
  dataBytes: number;
}

/** Finds a subscription's dialect, renders and signs, as for a POST, so many times. */
answering(async ({ named, posts, dataBytes }: RenderingQuestion): Promise<{ cpuMs: number }> => {
  const secrets = [dialectFor(named).generateSecret()];
  const subscription = subscriptionOf({ id: newId("sub", 0) });
  const { event, deliveryId } = invoiceTaskOf(invoiceOf(dataBytes), 0);
  let bytes = 0;
  const cpuMs = await cpuMsOf(async () => {
    for (let n = 0; n < posts; n++) {
      // Read anew for each batch, a subscription's texts are never the same objects.
      const dialect = dialectFor(named);
      bytes += dialect.render({ event, subscription, deliveryId, secrets, nowMs: Date.now() }).body.length;
    }
  });
  if (bytes < posts * dataBytes) throw new Error(`only ${bytes} bytes were rendered`);
  return { cpuMs };
});

function dialectFor(named: string) {
  const dialect = dialectOf(JSON.parse(named) as SubscriptionDialect);
  if (!dialect) throw new Error(`there is no dialect ${named}`);
  return dialect;
}
