import { answered } from "../../client/api-client.ts";
import { isNotFound } from "../../client/problem.ts";
import { everyPage } from "../../client/read-pages.ts";
import type { ListedDelivery } from "../delivery/delivery-types.ts";
import type { TenantView } from "../tenant-context.ts";

/**
 * The delivery of an endpoint that an id means: the delivery's own id, or any id of its event that a receiver saw.
 * Resolves with null if there is none.
 */
export async function findDeliveryOf(
  api: TenantView["api"],
  endpointId: string,
  wanted: string,
  signal: AbortSignal,
): Promise<ListedDelivery | null> {
  const find = wanted.startsWith("dlv_") ? findById : findByEvent;
  try {
    return await find(api, endpointId, wanted, signal);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

async function findById(api: TenantView["api"], endpointId: string, id: string, signal: AbortSignal) {
  const found = await answered(api.GET("/api/v1/deliveries/{id}", { params: { path: { id } }, signal }));
  return found.subscriptionId === endpointId ? found : null;
}

/** An event has a delivery for each endpoint that got it. They come in pages. */
async function findByEvent(api: TenantView["api"], endpointId: string, id: string, signal: AbortSignal) {
  const pages = everyPage<ListedDelivery>((query) =>
    answered(api.GET("/api/v1/events/{id}/deliveries", { params: { path: { id }, query }, signal })),
  );
  for await (const deliveries of pages) {
    const found = deliveries.find(({ subscriptionId }) => subscriptionId === endpointId);
    if (found) return found;
  }
  return null;
}
