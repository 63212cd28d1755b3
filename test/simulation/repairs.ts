import { repairOperations } from "../../lib/api/deliveries/repair-operations.ts";
import { eventOperations } from "../../lib/api/events/event-operations.ts";
import type { RunPorts } from "../../lib/core/delivery/runs.ts";
import { ownIdClaim } from "../../lib/core/events.ts";
import type { WakeQueue } from "../../lib/core/health/health-store.ts";
import { deliveryId, firstUlidAt } from "../../lib/core/ids.ts";
import { refTo } from "../support/contracts/sample-records.ts";
import { requestFor } from "../support/endpoint-request.ts";
import { memoryAuditLog } from "../support/memory/memory-audit.ts";
import { memoryCatalogStore } from "../support/memory/memory-catalog.ts";
import { memoryDeliveryEditor } from "../support/memory/memory-deliveries.ts";
import { memoryContentEraser } from "../support/memory/memory-eraser.ts";
import { claimPlace } from "../support/memory/memory-events.ts";
import { memoryLogReader } from "../support/memory/memory-log-reader.ts";
import { memoryUnlistedRecipients } from "../support/memory/memory-recipients.ts";
import { memorySubscriptionStore } from "../support/memory/memory-subscriptions.ts";
import type { MemoryWorld } from "../support/memory/memory-world.ts";
import type { mortal } from "./mortal.ts";
import type { Repair } from "./scenario.ts";

/** The ULID under which an event was accepted; another ULID if it wasn't. */
export const ulidOf = ({ claims }: MemoryWorld, eventId: string): string =>
  claims.get(claimPlace(refTo("acme"), ownIdClaim(eventId)))?.ulid ?? firstUlidAt(0);

/** A request that succeeded. */
interface Repaired {
  deliveryId: string;
  change: Exclude<Repair["change"], "erase">;
  /** The run that was started or cancelled. */
  run: number;
}

/** Retries, cancels and erases as the API does, in a function that may die at any of its calls. */
export function repairer(
  world: MemoryWorld,
  { queue, wakes }: Pick<RunPorts, "queue"> & { wakes: WakeQueue },
  subscriptionIds: () => string[],
) {
  const repaired: Repaired[] = [];
  const erased: string[] = [];

  async function repair({ change, event, subscription }: Repair, life: ReturnType<typeof mortal>): Promise<void> {
    if (!world.tenants.get("acme")) return;
    const ids = subscriptionIds();
    const id = deliveryId(ulidOf(world, `evt_${event}`), ids[subscription % ids.length] ?? "");
    const ports = {
      log: life.guard(memoryLogReader(world)),
      subscriptions: life.guard(memorySubscriptionStore(world)),
      queue: life.guard(queue),
      editor: life.guard(memoryDeliveryEditor(world)),
      eraser: life.guard(memoryContentEraser(world)),
      recipients: life.guard(memoryUnlistedRecipients(world)),
      catalog: life.guard(memoryCatalogStore(world)),
      wakes: life.guard(wakes),
      audit: life.guard(memoryAuditLog(world)),
      logger: { error: () => undefined },
      now: world.now,
    };
    const { retryDelivery, cancelDelivery } = repairOperations(ports);
    const operations = {
      retry: retryDelivery,
      cancel: cancelDelivery,
      erase: eventOperations(ports).eraseEventContent,
    };
    const request = requestFor(change === "erase" ? `evt_${event}` : id);
    const refused = () => undefined;
    const answer = await Promise.race([operations[change](request).catch(refused), life.death]);
    if (!answer) return;
    if (change === "erase") erased.push(`evt_${event}`);
    else repaired.push({ deliveryId: id, change, run: JSON.parse(answer.body).run });
  }

  return { repaired, erased, repair };
}
