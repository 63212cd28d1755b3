import { describe, expect, it } from "vitest";
import { type DecidePorts, decidePage } from "../../../lib/core/fan-out/decide-page.ts";
import type { FanOutPage } from "../../../lib/core/fan-out/page.ts";
import type { SlowDecision } from "../../../lib/core/fan-out/slow-decision.ts";
import { deliveryId, newUlid } from "../../../lib/core/ids.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { sampleEvent, subscriptionOf } from "../../support/factories.ts";

const NOW = Date.parse("2026-01-01T00:00:00.000Z");
const event = { ...sampleEvent({ type: "a" }), ulid: newUlid(NOW), tenantId: "acme" };
const subscribed = (letter: string, fields: Partial<Subscription> = {}): Subscription =>
  subscriptionOf({ id: `sub_01J0000000000000000000000${letter}`, tenantId: "acme", ...fields });
const [A, B, C] = [subscribed("A"), subscribed("B"), subscribed("C")];

interface Given {
  subscriptions: Subscription[];
  decisions?: Record<string, SlowDecision>;
  /** The time that each decision takes. */
  eachMs?: number;
  /** The subscriptions in the event's record; undefined if there is no record. */
  recorded?: string[];
  /** Misses that are matches in the record. */
  earlier?: string[];
  erased?: boolean;
}

const MATCH: SlowDecision = { types: ["a"] };

/** Decides a page over ports that note what they are asked. */
async function deciding(page: Pick<FanOutPage, "subscriptionIds">, given: Given) {
  let nowMs = NOW;
  const said: Record<string, unknown[]> = {
    queued: [],
    matches: [],
    misses: [],
    rows: [],
    pages: [],
    problems: [],
    slow: [],
  };
  const note = (what: string, values: Iterable<unknown>) => said[what]?.push(...values);
  const ports: DecidePorts = {
    now: () => nowMs,
    decider: (_event, { id }) => {
      nowMs += given.eachMs ?? 0;
      return given.decisions?.[id] ?? MATCH;
    },
    reader: {
      loadContext: async () => ({
        subscriptions: new Map(given.subscriptions.map((one) => [one.id, one])),
        deliveries: new Map(),
      }),
    } as unknown as DecidePorts["reader"],
    catalog: { listCatalog: async () => [] } as unknown as DecidePorts["catalog"],
    log: {
      getEvent: async () => given.recorded && ({ subscriptionIds: given.recorded } as never),
      getEventHeads: async (_of, [ulid = ""]) =>
        new Map([[ulid, { ...(given.erased && { contentErasedAt: "2026-01-01T00:00:01.000Z" }) } as never]]),
    },
    decisions: {
      putLaterMatches: async (all) =>
        void note(
          "matches",
          all.map(({ subscriptionId, types }) => [subscriptionId, types]),
        ),
      putLaterMisses: async (all) => {
        note(
          "misses",
          all.map(({ subscriptionId, step }) => [subscriptionId, step]),
        );
        return given.earlier ?? [];
      },
    },
    problems: { noteProblems: async (_tenantId, all) => void note("problems", all) },
    queue: {
      send: async (tasks) =>
        void note(
          "queued",
          [...tasks].map((task) => task.deliveryId),
        ),
    } as DecidePorts["queue"],
    pages: {
      sendPages: async (all) =>
        void note(
          "pages",
          [...all].map(({ subscriptionIds }) => subscriptionIds),
        ),
    },
    editor: {
      replaceDeliveries: async (changes) => {
        note(
          "rows",
          changes.map(({ before, after }) => [before, after.id, after.state]),
        );
        return changes.map(() => true);
      },
    },
    observe: { slow: (_page, id, reason) => void note("slow", [[id, reason]]) },
  };
  await decidePage(ports)({ event, incarnation: "ABCDEFGH", undecided: true, ...page });
  return Object.fromEntries(Object.entries(said).filter(([, all]) => all.length > 0));
}

const of = (...subscriptions: Subscription[]) => ({ subscriptionIds: subscriptions.map(({ id }) => id) });
const idOf = ({ id }: Subscription) => deliveryId(event.ulid, id);

describe("a page of subscriptions about which it takes more time to decide", () => {
  it("records the decisions, and queues the matches", async () => {
    const decisions = { [B.id]: { step: "filter" as const }, [C.id]: { ...MATCH, problem: "is slow" } };
    expect(await deciding(of(A, B, C), { subscriptions: [A, B, C], decisions })).toEqual({
      matches: [
        [A.id, ["a"]],
        [C.id, ["a"]],
      ],
      misses: [[B.id, "filter"]],
      queued: [idOf(A), idOf(C)],
      problems: [[C.id, { at: "2026-01-01T00:00:00.000Z", reason: "is slow" }]],
      slow: [[C.id, "is slow"]],
    });
  });

  it("records deliveries that aren't queued", async () => {
    const [pull, inactive] = [subscribed("D", { pull: true, url: "" }), subscribed("E", { active: false })];
    expect(await deciding(of(A, pull, inactive), { subscriptions: [A, pull, inactive] })).toMatchObject({
      queued: [idOf(A)],
      rows: [
        [undefined, idOf(pull), "pending"],
        [undefined, idOf(inactive), "skipped"],
      ],
    });
  });

  it("queues a match that an earlier try recorded, whatever the decision is now", async () => {
    const given = { subscriptions: [A], decisions: { [A.id]: { step: "filter" as const } }, earlier: [A.id] };
    expect(await deciding(of(A), given)).toEqual({ misses: [[A.id, "filter"]], queued: [idOf(A)] });
  });

  it("gives the subscriptions that are left after 20 s a page of their own", async () => {
    const late = { subscriptions: [A, B, C], eachMs: 10_001 };
    expect(await deciding(of(A, B, C), late)).toMatchObject({ queued: [idOf(A), idOf(B)], pages: [[C.id]] });
    const inTime = { subscriptions: [A, B, C], eachMs: 10_000 };
    expect(await deciding(of(A, B, C), inTime)).not.toHaveProperty("pages");
  });

  it("starts nothing for an event whose content was erased", async () => {
    expect(await deciding(of(A), { subscriptions: [A], erased: true })).toEqual({});
  });

  it("queues what an earlier try recorded for a subscription that is deleted now", async () => {
    expect(await deciding(of(A, B), { subscriptions: [], recorded: [B.id] })).toEqual({ queued: [idOf(B)] });
    expect(await deciding(of(A, B), { subscriptions: [] })).toEqual({ queued: [idOf(A), idOf(B)] });
  });
});
