import { answered } from "../../client/api-client.ts";
import type { TenantView } from "../tenant-context.ts";

/** Sends a delivery again. */
export const requestRetry = (api: TenantView["api"], id: string) =>
  answered(api.POST("/api/v1/deliveries/{id}/retry", { params: { path: { id } } }));

/** Gives a delivery up. */
export const requestCancel = (api: TenantView["api"], id: string) =>
  answered(api.POST("/api/v1/deliveries/{id}/cancel", { params: { path: { id } } }));
