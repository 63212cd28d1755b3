import { type TwinProcess, withTwin } from "../../bench/support/twin.ts";
import { type Receivers, startReceivers } from "./receivers.ts";
import { createTenant, type Tenant } from "./tenants.ts";

/** A new twin, and endpoints for its deliveries. */
export interface World {
  twin: TwinProcess;
  receivers: Receivers;
  tenant(id: string): Promise<Tenant>;
}

/** The twin's mappings have grown to this many batches when a case begins, as those of a stack in use. */
const GROWN = 50;

/** Runs some work in a new world. Afterwards stops it. */
export async function withWorld<T>(work: (world: World) => Promise<T>, firstBatches = GROWN): Promise<T> {
  const receivers = await startReceivers();
  try {
    return await withTwin(
      (twin) => work({ twin, receivers, tenant: (id) => createTenant(twin, id) }),
      ["--first-batches", String(firstBatches)],
    );
  } finally {
    await receivers.stop();
  }
}
