import { Logger } from "@aws-lambda-powertools/logger";
import { replayHandler } from "../../lambdas/replay/handler.ts";
import { replayOperations } from "../../lib/api/replays/replay-operations.ts";
import type { Random } from "../../lib/core/clock.ts";
import { newUlid } from "../../lib/core/ids.ts";
import { withLease } from "../../lib/core/kit/leases.ts";
import { SLICE_RECEIVES } from "../../lib/core/limits.ts";
import { evaluations } from "../../lib/core/matching/evaluation.ts";
import type { TenantRef } from "../../lib/core/model/tenant.ts";
import { REPLAYABLE } from "../../lib/core/replay/replay.ts";
import type { SlicePorts } from "../../lib/core/replay/replay-slice.ts";
import { requestFor } from "../support/endpoint-request.ts";
import { memoryCatalogStore } from "../support/memory/memory-catalog.ts";
import { memoryDeliveryEditor } from "../support/memory/memory-deliveries.ts";
import { memoryLogReader } from "../support/memory/memory-log-reader.ts";
import { memoryQueue } from "../support/memory/memory-queue.ts";
import { memoryUnlistedRecipients } from "../support/memory/memory-recipients.ts";
import { memoryLaterMatchWriter, memoryReplayQueue, memoryReplayStore } from "../support/memory/memory-replays.ts";
import { memorySubscriptionStore } from "../support/memory/memory-subscriptions.ts";
import { memoryReplayPlaces, tenantPlaceOf } from "../support/memory/memory-tenant-places.ts";
import type { MemoryWorld } from "../support/memory/memory-world.ts";
import type { mortal } from "./mortal.ts";
import type { SimulatedReplay } from "./scenario.ts";

type Life = ReturnType<typeof mortal>;

const PLACE_MS = 60_000;

/** Replays deliveries as the API and the replay function do. Either may die at any of its calls. */
export function replayer(
  world: MemoryWorld,
  { queue, ordered }: Pick<SlicePorts, "queue" | "ordered">,
  subscriptionIds: () => string[],
  random: Random,
) {
  const deadLetters = memoryQueue({ now: world.now, visibilitySeconds: 90 });
  const redrive = { maxReceives: SLICE_RECEIVES, deadLetters };
  const slices = memoryQueue({ now: world.now, visibilitySeconds: 90, redrive });
  const evaluationOf = evaluations();
  const logger = new Logger({ logLevel: "SILENT" });

  const portsOf = ({ guard }: Life) => ({
    replays: guard(memoryReplayStore(world)),
    places: guard(memoryReplayPlaces(world)),
    slices: guard(memoryReplayQueue(slices, world.faults)),
    log: guard(memoryLogReader(world)),
    laterMatches: guard(memoryLaterMatchWriter(world)),
    recipients: guard(memoryUnlistedRecipients(world)),
    subscriptions: guard(memorySubscriptionStore(world)),
    catalog: guard(memoryCatalogStore(world)),
    queue: guard(queue),
    ordered: guard(ordered),
    editor: guard(memoryDeliveryEditor(world)),
    evaluationOf,
    now: world.now,
    random,
    logger,
  });

  function takePlaces(of: TenantRef, count: number): void {
    const lease = { places: count, untilMs: world.now() + PLACE_MS };
    const leases = world.replayPlaces.get(tenantPlaceOf(of)) ?? {};
    world.replayPlaces.put(tenantPlaceOf(of), withLease(leases, newUlid(world.now()), lease, world.now()));
  }

  async function begin(wanted: SimulatedReplay, life: Life): Promise<void> {
    const { subscription, ratePerSecond, includeUnmatched, rivals } = wanted;
    const tenant = world.tenants.get("acme");
    if (!tenant) return;
    if (rivals > 0) takePlaces({ tenantId: tenant.id, incarnation: tenant.incarnation }, rivals);
    const ids = subscriptionIds();
    const since = "2000-01-01T00:00:00Z";
    const body = {
      subscriptionId: ids[subscription % ids.length] ?? "",
      since,
      states: [...REPLAYABLE],
      ratePerSecond,
      includeUnmatched,
      dryRun: false,
    };
    const refused = () => undefined;
    await Promise.race([
      replayOperations(portsOf(life))
        .createReplay({ ...requestFor(""), body })
        .catch(refused),
      life.death,
    ]);
  }

  return { slices, begin, functionOf: (life: Life) => replayHandler(portsOf(life)) };
}
