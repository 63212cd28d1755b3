import type { Clock } from "../../core/clock.ts";
import type { LogReader } from "../../core/log/log-reader.ts";
import type { CatalogReader } from "../../core/matching/catalog-store.ts";
import type { evaluations } from "../../core/matching/evaluation.ts";
import type { Subscription, SubscriptionKey } from "../../core/model.ts";
import { inState, newReplay, type Replay, type ReplayState } from "../../core/replay/replay.ts";
import { previewReplay } from "../../core/replay/replay-preview.ts";
import { changeReplay, type ReplayQueue, type ReplayStore } from "../../core/replay/replay-store.ts";
import { refusePulled } from "../../core/subscription/pull.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import type { ApiRequest, Operation } from "../http/guards.ts";
import { pageView } from "../http/pages.ts";
import { jsonAnswer } from "../http/problem-json.ts";
import { conflict, notFound } from "../http/requests.ts";
import { checked } from "../http/schema.ts";
import { readReplayRequest, replayListSchema, replayView } from "./replay-schemas.ts";

export interface ReplayPorts {
  log: LogReader;
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  catalog: CatalogReader;
  replays: ReplayStore;
  slices: ReplayQueue;
  evaluationOf: ReturnType<typeof evaluations>;
  now: Clock;
}

/** The row is written after its message was sent, so that none waits for a message that never comes. */
const HEAD_START_SECONDS = 1;

/** Sending many deliveries again, as a job. */
export function replayOperations(ports: ReplayPorts) {
  const { replays, slices, now } = ports;
  const preview = previewReplay(ports);

  const create: Operation = async ({ tenantId, json }) => {
    const { scope, ratePerSecond, dryRun } = readReplayRequest(json(), tenantId, now());
    const subscription = await ports.subscriptions.getSubscription(scope);
    if (!subscription) throw notFound();
    refusePulled(subscription);
    if (dryRun) return jsonAnswer(200, await preview(scope, subscription, await ports.catalog.listCatalog()));
    refuseInactive(subscription);
    const replay = newReplay(scope, ratePerSecond, now());
    await slices.sendSlice({ tenantId, replayId: replay.id, slice: replay.slice }, HEAD_START_SECONDS);
    await replays.createReplay(replay);
    return jsonAnswer(202, replayView(replay));
  };

  const list: Operation = async ({ tenantId, query }) => {
    const { subscriptionId, ...page } = checked(replayListSchema, query ?? {});
    return jsonAnswer(200, pageView(await replays.listReplays(tenantId, subscriptionId, page), replayView));
  };

  const read: Operation = async (request) => jsonAnswer(200, replayView(await find(request)));

  const pause: Operation = async (request) =>
    answer(await moveTo("paused", await find(request), ["running"], "It was paused on request."));

  const cancel: Operation = async (request) => answer(await moveTo("cancelled", await find(request), NOT_ENDED));

  /** Another message drives it from now on: whatever is still on its way to the old one is stale. */
  const resume: Operation = async (request) => {
    const replay = await find(request);
    refuseUnlessIn(replay, STOPPED);
    refuseInactive(await ports.subscriptions.getSubscription(keyOf(replay)));
    const slice = replay.slice + 1;
    await slices.sendSlice({ tenantId: replay.tenantId, replayId: replay.id, slice }, HEAD_START_SECONDS);
    return answer(await moveTo("running", replay, STOPPED, undefined, slice));
  };

  async function moveTo(
    state: ReplayState,
    replay: Replay,
    from: ReplayState[],
    reason?: string,
    slice = replay.slice,
  ) {
    const moved = await changeReplay(replays, replay, (current) => {
      refuseUnlessIn(current, from);
      return { ...inState(current, state, now(), reason), slice: Math.max(slice, current.slice) };
    });
    if (!moved) throw notFound();
    return moved;
  }

  async function find({ tenantId, id }: ApiRequest): Promise<Replay> {
    const replay = await replays.getReplay(tenantId, id);
    if (!replay) throw notFound();
    return replay;
  }

  return { create, list, read, pause, resume, cancel };
}

const STOPPED: ReplayState[] = ["paused", "failed"];
const NOT_ENDED: ReplayState[] = ["running", ...STOPPED];

const answer = (replay: Replay) => jsonAnswer(200, replayView(replay));
const keyOf = ({ tenantId, subscriptionId }: Replay): SubscriptionKey => ({ tenantId, subscriptionId });

function refuseUnlessIn({ state }: Replay, states: ReplayState[]): void {
  if (!states.includes(state)) throw conflict(`It is ${state}.`);
}

function refuseInactive(subscription: Subscription | undefined): void {
  if (!subscription) throw conflict("Its subscription has been deleted.");
  refusePulled(subscription);
  if (!subscription.active) throw conflict("Its subscription is switched off.");
}
