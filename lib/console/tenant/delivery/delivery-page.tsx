import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import { text } from "../../texts/texts.ts";
import { endpointPath } from "../paths.ts";
import { sameAsDelivery } from "../same-as.ts";
import { AttemptList } from "./attempt-list.tsx";
import { DeliveryActions } from "./delivery-actions.tsx";
import { DeliveryExplanation } from "./delivery-explanation.tsx";
import { DeliveryFacts } from "./delivery-facts.tsx";
import { RawDelivery } from "./raw-delivery.tsx";
import { StateBadge } from "./state-badge.tsx";
import { useDelivery } from "./use-delivery.ts";

/** One delivery: what has become of it, each attempt, and why the endpoint got the event. */
export function DeliveryPage({ id }: { id: string }): ReactNode {
  const query = useDelivery(id);
  const { data } = query;
  const documentTitle = [data && plainText(data.type), text("delivery.title")];
  return (
    <PageFrame
      title={data ? <Foreign>{data.type}</Foreign> : text("delivery.title")}
      documentTitle={documentTitle.filter(Boolean).join(" · ")}
      summary={
        data && (
          <>
            <Link href={endpointPath(data.subscriptionId, "deliveries")}>{text("deliveries.title")}</Link>{" "}
            <StateBadge state={data.state} /> {data.test && <span className="badge">{text("delivery.test")}</span>}
          </>
        )
      }
      actions={data && <DeliveryActions delivery={data} />}
      sameAs={sameAsDelivery(id)}
    >
      <QueryContent query={query}>
        {(delivery) => (
          <>
            <DeliveryFacts delivery={delivery} />
            <AttemptList delivery={delivery} />
            <DeliveryExplanation delivery={delivery} />
            <RawDelivery delivery={delivery} />
          </>
        )}
      </QueryContent>
    </PageFrame>
  );
}
