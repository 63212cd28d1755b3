import type { components } from "../../client/api.d.ts";
import type { SameAs } from "../../components/site.ts";
import { consolePath } from "../console-paths.ts";

export type Deletion = components["schemas"]["TenantDeletion"];

export const deletionPath = (id: string): string => consolePath(`/tenant-deletions/${encodeURIComponent(id)}`);

export const sameAsDeletion = (id: string): SameAs => ({
  command: ["tenant-deletions", "show", id],
  request: { method: "GET", path: `/api/v1/tenant-deletions/${encodeURIComponent(id)}` },
});

/** Events and deliveries are erased 16 minutes after the deletion: no function that knew the tenant runs any longer. */
export const ERASED_AFTER_MS = 16 * 60_000;

export const isUnderWay = ({ state }: Deletion): boolean => state !== "completed";
