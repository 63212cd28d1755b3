import type { WebhookEndpoint } from "./use-endpoint.ts";

/** What people call an endpoint: its name, or else where it is. A stranger may have written it. */
export const endpointName = ({ name, url, id }: Pick<WebhookEndpoint, "name" | "url" | "id">): string =>
  name || url || id;
