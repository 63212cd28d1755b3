import { newId } from "../../../../lib/core/ids.ts";
import { dialectOf, type SubscriptionDialect } from "../../../../lib/dialects/registry.ts";
import { subscriptionOf } from "../../../support/factories.ts";
import { invoiceOf, invoiceTaskOf } from "../events.ts";
import { answering, cpuMsOf } from "./answering.ts";

export interface RenderingQuestion {
  /** The subscription's dialect, as JSON from its row. */
  named: string;
  posts: number;
  dataBytes: number;
}

/** Finds a subscription's dialect, renders and signs as for a POST, `posts` times. */
answering(async ({ named, posts, dataBytes }: RenderingQuestion): Promise<{ cpuMs: number }> => {
  const secrets = [dialectFor(named).generateSecret()];
  const subscription = subscriptionOf({ id: newId("sub", 0) });
  const { event, deliveryId } = invoiceTaskOf(invoiceOf(dataBytes), 0);
  let bytes = 0;
  const cpuMs = await cpuMsOf(async () => {
    for (let n = 0; n < posts; n++) {
      // Each batch reads the subscription again, so its strings are never the same objects.
      const dialect = dialectFor(named);
      bytes += dialect.render({ event, subscription, deliveryId, secrets, nowMs: Date.now() }).body.length;
    }
  });
  if (bytes < posts * dataBytes) throw new Error(`only ${bytes} bytes were rendered`);
  return { cpuMs };
});

function dialectFor(named: string) {
  const dialect = dialectOf(JSON.parse(named) as SubscriptionDialect);
  if (!dialect) throw new Error(`unknown dialect ${named}`);
  return dialect;
}
