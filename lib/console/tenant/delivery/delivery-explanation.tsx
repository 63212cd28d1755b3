import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { answered } from "../../client/api-client.ts";
import { QueryContent } from "../../components/query-content.tsx";
import { Section } from "../../components/section.tsx";
import { text } from "../../texts/texts.ts";
import { type EventExplanation, ExplanationText } from "../events/explanation.tsx";
import { type TenantView, useTenant } from "../tenant-context.ts";
import type { ListedDelivery } from "./delivery-types.ts";

/** Why the endpoint got the event. A test send matched nothing. */
export function DeliveryExplanation({ delivery }: { delivery: ListedDelivery }): ReactNode {
  const { api } = useTenant();
  const { eventId, subscriptionId, test } = delivery;
  const query = useQuery({
    queryKey: ["explanation", eventId, subscriptionId],
    queryFn: ({ signal }) => explanationOf(api, delivery, signal),
    enabled: !test,
  });
  if (test || query.data === null) return null;
  return (
    <Section title={text("delivery.why")}>
      <QueryContent query={query}>
        {(explanation) =>
          explanation && (
            <div className="card">
              <ExplanationText explanation={explanation} />
            </div>
          )
        }
      </QueryContent>
    </Section>
  );
}

/** Resolves with null if there is none. */
async function explanationOf(
  api: TenantView["api"],
  { eventId, subscriptionId }: ListedDelivery,
  signal: AbortSignal,
): Promise<EventExplanation | null> {
  const params = { path: { id: eventId }, query: { subscriptionId } };
  const { data } = await answered(api.GET("/api/v1/events/{id}/explanation", { params, signal }));
  return data[0] ?? null;
}
