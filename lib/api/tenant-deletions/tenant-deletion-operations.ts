import { auditEntry } from "../../core/audit/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import type { DeletionQueue, TenantDeletionStore } from "../../core/tenant-deletion/deletion-ports.ts";
import { newDeletion, type TenantDeletion } from "../../core/tenant-deletion/tenant-deletion.ts";
import type { TenantStore } from "../../core/tenants.ts";
import { emptyAnswer, jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageView } from "../http/pages.ts";
import { conflict, notFound } from "../http/refusals.ts";
import { tenantView } from "../tenants/tenant-views.ts";
import type { TenantDeletionRoutes } from "./tenant-deletion-routes.ts";

export interface TenantDeletionPorts {
  tenants: Pick<TenantStore, "deleteTenant">;
  deletions: Pick<TenantDeletionStore, "getDeletion" | "listDeletions">;
  slices: DeletionQueue;
  logger: { warn(message: string, error: Error): void };
  now: Clock;
}

/** Deletes tenants, and tells the operator how far the erasure of what they had is. */
export function tenantDeletionOperations(ports: TenantDeletionPorts): Operations<TenantDeletionRoutes> {
  const { tenants, deletions, slices, logger, now } = ports;

  /** The tenant is already gone. If this fails, `recover` queues the slice within two hours. */
  async function begin({ id: deletionId, slice }: TenantDeletion): Promise<void> {
    await slices
      .sendSlice({ deletionId, slice }, 0)
      .catch((error: Error) => logger.warn("the erasure of a deleted tenant begins later", error));
  }

  return {
    /** The entry is the operator's, so that it outlives what the tenant had. */
    deleteTenant: async ({ id, ...caller }) => {
      const resource = { type: "tenant", id } as const;
      const removal = await tenants.deleteTenant(
        id,
        (tenant) => newDeletion(tenant, now()),
        (tenant) => auditEntry(caller, { action: "deleteTenant", resource, before: tenantView(tenant) }, now()),
      );
      if (removal === "absent") throw notFound();
      if (removal === "in use") throw conflict("The tenant has subscriptions. Delete them first.");
      await begin(removal);
      return { ...emptyAnswer(), headers: { location: `/api/v1/tenant-deletions/${removal.id}` } };
    },

    listTenantDeletions: async ({ query }) =>
      jsonAnswer(200, pageView(await deletions.listDeletions(query), tenantDeletionView)),

    readTenantDeletion: async ({ id }) => {
      const deletion = await deletions.getDeletion(id);
      if (!deletion) throw notFound();
      return jsonAnswer(200, tenantDeletionView(deletion));
    },
  };
}

const tenantDeletionView = ({ id, tenantId, state, erased, createdAt, updatedAt, finishedAt }: TenantDeletion) => ({
  id,
  tenantId,
  state,
  erased,
  createdAt,
  updatedAt,
  finishedAt,
});
