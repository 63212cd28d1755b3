import { useQuery } from "@tanstack/react-query";
import { patternMatches } from "../../../core/matching/event-types.ts";
import { answered } from "../../client/api-client.ts";
import type { WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { useTenant } from "../tenant-context.ts";

/** So many pages of endpoints are read, of 250 each. */
const MOST_PAGES = 4;

/** The endpoints that ask for an event type, in the order of the list. */
export function useTypeEndpoints(name: string) {
  const { api } = useTenant();
  return useQuery({
    queryKey: ["type-endpoints", name],
    queryFn: async ({ signal }) => {
      const found: WebhookEndpoint[] = [];
      let after: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const query = { limit: 250, ...(after && { after }) };
        const { data, next } = await answered(api.GET("/api/v1/subscriptions", { params: { query }, signal }));
        found.push(...data.filter(({ events }) => events.some((pattern) => patternMatches(pattern, name))));
        if (next === null) break;
        after = next;
      }
      return found;
    },
  });
}
