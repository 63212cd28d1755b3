import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { answered } from "../../client/api-client.ts";
import { Failure } from "../../components/failure.tsx";
import { Section } from "../../components/section.tsx";
import { Loading } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { type EventExplanation, ExplanationText } from "../events/explanation.tsx";
import { type TenantView, useTenant } from "../tenant-context.ts";
import type { ListedDelivery } from "./delivery-types.ts";

/** Why the endpoint got the event. A test send matched nothing. */
export function DeliveryExplanation({ delivery }: { delivery: ListedDelivery }): ReactNode {
  const { api } = useTenant();
  const { eventId, subscriptionId, test } = delivery;
  const { data, error, refetch } = useQuery({
    queryKey: ["explanation", eventId, subscriptionId],
    queryFn: ({ signal }) => explanationOf(api, delivery, signal),
    enabled: !test,
  });
  if (test || data === null) return null;
  return (
    <Section title={text("delivery.why")}>
      {data && (
        <div className="card">
          <ExplanationText explanation={data} />
        </div>
      )}
      {error && <Failure error={error} again={() => void refetch()} />}
      {!data && !error && <Loading />}
    </Section>
  );
}

/** The event's explanations come one for each endpoint of the tenant, in pages. Resolves with null without one. */
async function explanationOf(
  api: TenantView["api"],
  { eventId, subscriptionId }: ListedDelivery,
  signal: AbortSignal,
): Promise<EventExplanation | null> {
  let after: string | null = null;
  do {
    const query: { limit: number; after?: string } = { limit: 100, ...(after && { after }) };
    const path = { id: eventId };
    const page: { data: EventExplanation[]; next: string | null } = await answered(
      api.GET("/api/v1/events/{id}/explanation", { params: { path, query }, signal }),
    );
    const found = page.data.find((explanation) => explanation.subscriptionId === subscriptionId);
    if (found) return found;
    after = page.next;
  } while (after);
  return null;
}
