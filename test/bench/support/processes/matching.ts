import { acceptEvents } from "../../../../lambdas/ingest/accept.ts";
import { cachedCatalog } from "../../../../lambdas/ingest/cached-catalog.ts";
import { cachedSubscriptions } from "../../../../lambdas/ingest/cached-subscriptions.ts";
import { identify } from "../../../../lib/core/events.ts";
import { newId } from "../../../../lib/core/ids.ts";
import { tenantOf } from "../../../support/contracts/sample-records.ts";
import { subscriptionOf } from "../../../support/factories.ts";
import { INVOICE_PAID, invoiceOf } from "../events.ts";
import { answering, cpuMsOf } from "./answering.ts";

export interface MatchingQuestion {
  subscriptions: number;
  matching: number;
  /** Why the other subscriptions do not match: their event types, or their filters. */
  by: "type" | "filter";
  events: number;
  dataBytes: number;
}

/** Accepts events one by one, with a queue and a table that cost nothing. */
answering(async ({ events, dataBytes, ...question }: MatchingQuestion): Promise<{ cpuMs: number }> => {
  const tenant = tenantOf({ id: "acme", version: 1 });
  let queued = 0;
  const accept = acceptEvents({
    subscriptionsOf: cachedSubscriptions({ listCandidates: async () => subscriptionsFor(question) }),
    catalogAt: cachedCatalog({ listCatalog: async () => [] }),
    queue: {
      send: async (tasks) => {
        queued += [...tasks].length;
      },
    },
    ordered: { sendInOrder: async () => [] },
    pages: {
      sendPages: async (pages) => {
        for (const { subscriptionIds } of pages) queued += subscriptionIds.length;
      },
    },
    editor: { replaceDeliveries: async (changes) => changes.map(() => true) },
    events: { putEvents: async () => undefined },
    claims: { readClaims: none, claim: none },
    recipients: { noteRecipients: async () => undefined },
    log: { getEventHeads: none, getDeliveries: none },
    now: Date.now,
  });
  const data = invoiceOf(dataBytes);
  const one = () => {
    const event = identify({ type: INVOICE_PAID, data }, tenant.id, undefined, Date.now());
    return accept(tenant, { events: [event], batch: false }, 0);
  };
  await one();
  const cpuMs = await cpuMsOf(async () => {
    for (let n = 0; n < events; n++) await one();
  });
  if (queued !== question.matching * (events + 1)) throw new Error(`${queued} deliveries were queued`);
  return { cpuMs };
});

/** The events bring no ids, so nothing is claimed. */
const none = async () => new Map<string, never>();

const subscriptionsFor = ({ subscriptions, matching, by }: Omit<MatchingQuestion, "events" | "dataBytes">) =>
  Array.from({ length: subscriptions }, (_, n) =>
    subscriptionOf({
      id: newId("sub", n),
      events: by === "filter" || n < matching ? [INVOICE_PAID, `account.n${n}.*`] : [`account.n${n}.*`, `user.n${n}`],
      filter: by === "filter" ? `data.currency == "${n < matching ? "eur" : `x${n}`}"` : undefined,
    }),
  );
