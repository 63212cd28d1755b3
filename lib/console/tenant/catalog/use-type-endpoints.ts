import { useQuery } from "@tanstack/react-query";
import { patternMatches } from "../../../core/matching/event-types.ts";
import { answered } from "../../client/api-client.ts";
import { everyPage } from "../../client/read-pages.ts";
import type { WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { useTenant } from "../tenant-context.ts";

/** So many pages of endpoints are read. */
const MOST_PAGES = 4;
const PAGE = 250;

/** The endpoints that ask for an event type, in the order of the list. */
export function useTypeEndpoints(name: string) {
  const { api } = useTenant();
  return useQuery({
    queryKey: ["type-endpoints", name],
    queryFn: async ({ signal }) => {
      const found: WebhookEndpoint[] = [];
      let count = 0;
      for await (const endpoints of everyPage<WebhookEndpoint>(
        (query) => answered(api.GET("/api/v1/subscriptions", { params: { query }, signal })),
        PAGE,
      )) {
        found.push(...endpoints.filter(({ events }) => events.some((pattern) => patternMatches(pattern, name))));
        if (++count === MOST_PAGES) break;
      }
      return found;
    },
  });
}
