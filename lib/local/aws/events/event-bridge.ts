import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { openDatabase, transaction } from "../database.ts";
import { operation, type Service } from "../service.ts";
import { createRules, type Rule } from "./event-rules.ts";
import { createDispatcher, type SendToQueue } from "./invocation-dispatcher.ts";
import { createInvocationStore, INVOCATION_SCHEMA } from "./invocation-store.ts";
import { entryError, entryInput, entrySize, type PutEntry } from "./put-entry.ts";

export interface EventBridgeOptions {
  /** Without it, all data is lost when the process ends. */
  dataDir?: string | undefined;
  region: string;
  accountId: string;
  send: SendToQueue;
  /** Called with one line when an event is dropped. */
  warn(line: string): void;
  retryWaitsMs?: readonly number[] | undefined;
}

export interface EventBridge {
  service: Service;
  addBus(name: string): void;
  /** Adds or replaces a rule. Sends its targets the events that an earlier run accepted for them. */
  putRule(rule: Rule): void;
  stop(): void;
}

/**
 * A request has at most 10 entries and 1 MB (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html).
 */
const MAX_ENTRIES = 10;
const LARGEST_REQUEST = 1_048_576;

/**
 * Creates a local EventBridge: `PutEvents`, and rules whose targets are queues. It stores an event, then accepts it.
 */
export function createEventBridge(options: EventBridgeOptions): EventBridge {
  const db = openDatabase(options.dataDir, "events", INVOCATION_SCHEMA);
  const store = createInvocationStore(db);
  const rules = createRules();
  const dispatcher = createDispatcher(store, options.send, options.warn, options.retryWaitsMs);

  function accept(entry: PutEntry): { result: object; start: () => void } {
    const failure = entryError(entry, (bus) => rules.hasBus(bus));
    if (failure) return { result: failure, start: () => undefined };
    const event = envelope(entry, options);
    const json = textOf(event, entry);
    const kept = rules
      .targetsOf(busNameOf(entry), event)
      .map((target) => ({ target, invocation: store.add(target.key, json) }));
    return {
      result: { EventId: event.id },
      start: () => {
        for (const { target, invocation } of kept) dispatcher.dispatch(target, invocation);
      },
    };
  }

  function putEvents(entries: PutEntry[]): object {
    checkRequest(entries);
    const accepted = transaction(db, () => entries.map(accept));
    for (const { start } of accepted) start();
    const results = accepted.map(({ result }) => result);
    return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
  }

  return {
    service: { PutEvents: operation(z.object({ Entries: z.array(entryInput) }), ({ Entries }) => putEvents(Entries)) },
    addBus: (name) => rules.addBus(name),
    putRule(rule) {
      for (const target of rules.put(rule)) {
        for (const invocation of store.ofTarget(target.key)) dispatcher.dispatch(target, invocation);
      }
    },
    stop() {
      dispatcher.stop();
      db.close();
    },
  };
}

function checkRequest(entries: PutEntry[]): void {
  if (entries.length < 1 || entries.length > MAX_ENTRIES) {
    const text = `Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${MAX_ENTRIES}`;
    throw new AwsError("ValidationException", text);
  }
  if (entries.reduce((sum, entry) => sum + entrySize(entry), 0) > LARGEST_REQUEST) {
    throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
  }
}

/** An entry refers to its bus by name or ARN. */
const busNameOf = ({ EventBusName: bus = "default" }: PutEntry): string => bus.split("/").pop() ?? bus;

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
const envelope = (entry: PutEntry, { region, accountId }: EventBridgeOptions) => ({
  version: "0",
  id: randomUUID(),
  "detail-type": entry.DetailType,
  source: entry.Source,
  account: accountId,
  time: `${new Date(entry.Time === undefined ? Date.now() : entry.Time * 1000).toISOString().slice(0, 19)}Z`,
  region,
  resources: entry.Resources,
  detail: JSON.parse(entry.Detail ?? "{}"),
});

/** A queue gets the event as text, with the text of the entry's detail in it. */
function textOf({ detail: _detail, ...event }: ReturnType<typeof envelope>, { Detail }: PutEntry): string {
  return `${JSON.stringify(event).slice(0, -1)},"detail":${Detail}}`;
}
