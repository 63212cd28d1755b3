import { HOP_HEADER } from "./hop.ts";

export const DELIVERY_ID_HEADER = "posthorn-delivery-id";
export const ATTEMPT_HEADER = "posthorn-attempt";
export const SUBSCRIPTION_ID_HEADER = "posthorn-subscription-id";
export const TEST_HEADER = "posthorn-test";

/** The unsigned headers that tell deliveries apart. A dialect or a subscription can turn them off. */
export const IDENTIFYING_HEADERS: readonly string[] = [DELIVERY_ID_HEADER, ATTEMPT_HEADER, SUBSCRIPTION_ID_HEADER];

/** All headers that Posthorn itself sends, whatever the dialect. Nobody else can set them. */
export const OWN_HEADERS: ReadonlySet<string> = new Set([...IDENTIFYING_HEADERS, TEST_HEADER, HOP_HEADER]);
