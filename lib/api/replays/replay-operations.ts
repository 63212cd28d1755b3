import { auditEntry } from "../../core/audit/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import type { LogReader } from "../../core/log/log-reader.ts";
import type { CatalogReader } from "../../core/matching/catalog-store.ts";
import type { evaluations } from "../../core/matching/evaluation.ts";
import type { TenantRef } from "../../core/model/tenant.ts";
import { isInScope, type PortalLimited } from "../../core/portal/capabilities.ts";
import { inState, newReplay, type Replay, type ReplayState, sliceOf, withoutStall } from "../../core/replay/replay.ts";
import { previewReplay } from "../../core/replay/replay-preview.ts";
import { changeReplay, type ReplayQueue, type ReplayStore } from "../../core/replay/replay-store.ts";
import { refusePulled } from "../../core/subscription/pull.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Caller, Operations } from "../http/endpoint.ts";
import { pageOfList } from "../http/page-of-list.ts";
import { pageView } from "../http/pages.ts";
import { requireCapability, requireSubscriptionInScope } from "../http/portal-caller.ts";
import { conflict, notFound } from "../http/refusals.ts";
import { requireSending } from "../subscriptions/find-subscription.ts";
import type { replayRoutes } from "./replay-routes.ts";
import { replayRequest } from "./replay-schemas.ts";
import { replayView } from "./replay-views.ts";

export interface ReplayPorts {
  log: LogReader;
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  catalog: CatalogReader;
  replays: ReplayStore;
  slices: ReplayQueue;
  evaluationOf: ReturnType<typeof evaluations>;
  now: Clock;
}

/** The message is sent before the row is written, so that no row waits for a message that never comes. */
const HEAD_START_SECONDS = 1;

/** A tenant's operations on replays: jobs that send many deliveries again. */
export function replayOperations(ports: ReplayPorts): Operations<typeof replayRoutes> {
  const { replays, slices, subscriptions, catalog, now } = ports;
  const preview = previewReplay(ports);

  async function find({ id, portal, ...of }: TenantRef & PortalLimited & { id: string }): Promise<Replay> {
    const replay = await replays.getReplay(of, id);
    if (!replay) throw notFound();
    if (portal?.scope) {
      const { tenantId, subscriptionId } = replay;
      const subscription = await subscriptions.getSubscription({ tenantId, subscriptionId });
      if (!subscription || !isInScope({ portal }, subscription)) throw notFound();
    }
    return withoutStall(replay, now());
  }

  const send = (replay: Replay): Promise<void> => slices.sendSlice(sliceOf(replay), HEAD_START_SECONDS);

  const auditOf = (caller: Caller, action: string, after: Replay, before?: Replay) => {
    const resource = { type: "replay", id: after.id } as const;
    const states = { before: before && replayView(before), after: replayView(after) };
    return auditEntry(caller, { action, resource, ...states }, now());
  };

  async function moved(caller: Caller, replay: Replay, { action, to, from, reason, slice = replay.slice }: Move) {
    const change = (current: Replay) => {
      requireState(withoutStall(current, now()), from);
      return { ...inState(current, to, now(), reason), slice: Math.max(slice, current.slice) };
    };
    const after = await changeReplay(replays, replay, change, (next, current) =>
      auditOf(caller, action, next, current),
    );
    if (!after) throw notFound();
    return jsonAnswer(200, replayView(after));
  }

  return {
    createReplay: async ({ body, ...caller }) => {
      // A count of the events that pass a filter tells about their data.
      if (body.filter !== undefined) requireCapability(caller, "viewPayload");
      const { scope, ratePerSecond, dryRun } = replayRequest(body, caller, now());
      const subscription = await subscriptions.getSubscription(scope);
      if (!subscription || !isInScope(caller, subscription))
        throw notFound(`No subscription ${scope.subscriptionId} in this tenant.`);
      refusePulled(subscription);
      if (dryRun) return jsonAnswer(200, await preview(scope, subscription, await catalog.listCatalog()));
      requireSending(subscription);
      const replay = newReplay(scope, ratePerSecond, now());
      await send(replay);
      await replays.createReplay(replay, auditOf(caller, "createReplay", replay));
      return jsonAnswer(202, replayView(replay));
    },

    listReplays: async ({ query: { subscriptionId, ...request }, ...caller }) => {
      await requireSubscriptionInScope(subscriptions, caller, subscriptionId);
      const page = await pageOfList(`replays of ${caller.tenantId}`, request, (places) =>
        replays.listReplays(caller, subscriptionId, places),
      );
      return jsonAnswer(
        200,
        pageView(page, (replay) => replayView(withoutStall(replay, now()))),
      );
    },

    readReplay: async (request) => jsonAnswer(200, replayView(await find(request))),

    pauseReplay: async (request) =>
      moved(request, await find(request), {
        action: "pauseReplay",
        to: "paused",
        from: ["running"],
        reason: "The replay was paused on request.",
      }),

    /** A new message drives the replay from now on: messages of the old slice are stale. */
    resumeReplay: async (request) => {
      const replay = await find(request);
      requireState(replay, STOPPED);
      const { tenantId, subscriptionId } = replay;
      requireSending(await subscriptions.getSubscription({ tenantId, subscriptionId }));
      const slice = replay.slice + 1;
      await send({ ...replay, slice });
      return moved(request, replay, { action: "resumeReplay", to: "running", from: STOPPED, slice });
    },

    cancelReplay: async (request) =>
      moved(request, await find(request), { action: "cancelReplay", to: "cancelled", from: NOT_ENDED }),
  };
}

interface Move {
  action: string;
  to: ReplayState;
  /** The states that allow the move. */
  from: ReplayState[];
  reason?: string;
  slice?: number;
}

const STOPPED: ReplayState[] = ["paused", "failed"];
const NOT_ENDED: ReplayState[] = ["running", ...STOPPED];

function requireState({ state }: Replay, states: ReplayState[]): void {
  if (!states.includes(state)) throw conflict(`The replay is ${state}.`);
}
