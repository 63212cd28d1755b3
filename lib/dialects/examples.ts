import { patternMatches } from "../core/matching/event-types.ts";
import type { CatalogEntry, Subscription } from "../core/model.ts";

/** An event to try a receiver with: `data` is raw JSON text. */
export interface Example {
  type: string;
  data: string;
}

type ExampleMaker = (metadata: Record<string, string>) => { type?: string; data: object };

/**
 * The event to try a subscription's receiver with: the catalog's example, or one in the shape that receivers of
 * its dialect read. What arrives may be of another type than the one asked for: of a derived type, the one that it
 * derives from; to `outtake` receivers, the trigger.
 *
 * @param type what to send; without it, something that the subscription wants to receive
 */
export function exampleFor(subscription: Wisher, entries: readonly CatalogEntry[], type?: string): Example {
  const wanted = type ?? wantedType(subscription.events, knownTypes(subscription, entries));
  const origin = originOf(wanted, entries);
  const builtIn = builtInExample(subscription, wanted);
  // The origin's example may not meet the derived type's condition; ours for a topic of the dialect does.
  const fitting = origin && !ownMember(examplesIn(subscription), wanted) ? dataOf(origin, entries) : [];
  const [data = builtIn.data] = [...dataOf(wanted, entries), ...fitting];
  return { type: origin ?? builtIn.type, data };
}

const dataOf = (type: string, entries: readonly CatalogEntry[]): string[] =>
  entries.flatMap((entry) => (entry.kind === "event-type" && entry.name === type ? (entry.example ?? []) : []));

/** The type that a derived one derives from. */
function originOf(type: string, entries: readonly CatalogEntry[]): string | undefined {
  for (const entry of entries) if (entry.kind === "derived-type" && entry.name === type) return entry.from;
  return undefined;
}

/** Those that an example is known of, the operator's first. */
function knownTypes(subscription: Wisher, entries: readonly CatalogEntry[]): string[] {
  const written = entries.filter((entry) => entry.kind === "event-type" && entry.example && !entry.deprecated);
  return [...written.map(({ name }) => name), ...Object.keys(examplesIn(subscription))];
}

type Wisher = Pick<Subscription, "dialect" | "events" | "metadata">;

/** The first event type that a subscription names; else a known one that it wants; else any known one. */
export function wantedType(events: readonly string[], known: readonly string[]): string {
  const named = events.find((pattern) => !pattern.endsWith("*"));
  const chosen = known.find((type) => events.some((pattern) => patternMatches(pattern, type)));
  return named ?? chosen ?? known[0] ?? "test";
}

/** Of a type that the dialect does not know, in the shape of one that it does. */
function builtInExample(subscription: Wisher, type: string): Example {
  const examples = examplesIn(subscription);
  const known = ownMember(examples, type);
  const made = (known ?? Object.values(examples)[0])?.(subscription.metadata);
  return { type: (known && made?.type) ?? type, data: JSON.stringify(made?.data ?? {}) };
}

const examplesIn = ({ dialect }: Wisher): Record<string, ExampleMaker> => ownMember(BY_DIALECT, dialect) ?? GENERIC;

/** Types and dialects may be named `constructor`, which every object has a member of. */
const ownMember = <T>(record: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const GENERIC: Record<string, ExampleMaker> = {
  "test.sent": () => ({ data: { test: true, message: "A test: nothing has happened." } }),
};

const outcome = (): { data: object } => {
  const facts = { outcomeKey: "out_example", customerKey: "cus_example", agentKey: "support", agentName: "Support" };
  return { data: { subjectKey: facts.outcomeKey, facts } };
};

const alert = {
  alertId: "alert_example",
  type: "content",
  platform: "example",
  platformDisplayName: "Example",
  subject: "A test: nothing has happened.",
  securityDescription: "A test: nothing has happened.",
  links: [],
};

/** An item that was created in a state, or that moved into it. */
function workflowItem(newState: string, previousState?: string): { type: string; data: object } {
  const workflow = { workflowId: "wf_example", profileId: "pro_example", newState, previousState };
  const type = previousState === undefined ? "workflow-item-created" : "workflow-item-state-updated";
  return { type, data: { workflow, alert } };
}

const resolvedIn = ({ resolvedState = "resolved" }: Record<string, string>): string => resolvedState;
const activeIn = ({ activeStates = "open" }: Record<string, string>): string => activeStates.split(",")[0] ?? "open";

const agent = { id: "agent_example", name: "Example" };
const room = { id: "room_example", name: "Example" };
const content = "A test: nothing has happened.";

const BY_DIALECT: Record<string, Record<string, ExampleMaker>> = {
  witn: { outcome_succeed: outcome, outcome_failed: outcome },
  outtake: {
    "workflow.item.created": (metadata) => workflowItem(activeIn(metadata)),
    "workflow.item.state.changed": (metadata) => workflowItem(resolvedIn(metadata), activeIn(metadata)),
    "workflow.item.resolved": (metadata) => workflowItem(resolvedIn(metadata), activeIn(metadata)),
    "workflow.item.reopened": (metadata) => workflowItem(activeIn(metadata), resolvedIn(metadata)),
    "workflow-item-created": (metadata) => workflowItem(activeIn(metadata)),
    "workflow-item-state-updated": (metadata) => workflowItem(resolvedIn(metadata), activeIn(metadata)),
  },
  agents: {
    "agent.message": () => ({ data: { agent, room: room.id, content } }),
    "agent.action": () => ({ data: { agent, room: room.id, action: "example", content } }),
    "user.message": () => ({ data: { agent, user: { id: "user_example", name: "Example" }, room, content } }),
  },
  watsi: {
    "message.received": () => ({ data: { message: { id: "msg_example", from: "+15550100", text: content } } }),
    "message.status": () => ({ data: { message: { id: "msg_example", status: "delivered" } } }),
  },
};
