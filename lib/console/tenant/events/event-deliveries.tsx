import type { ReactNode } from "react";
import { Link } from "wouter";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { usePages } from "../../client/use-pages.ts";
import { Moment } from "../../components/moment.tsx";
import { PageList } from "../../components/page-list.tsx";
import { RowText } from "../../components/row-text.tsx";
import { Section } from "../../components/section.tsx";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { isWaiting, type ListedDelivery } from "../delivery/delivery-types.ts";
import { StateBadge } from "../delivery/state-badge.tsx";
import { NamedEndpoint } from "../endpoint/named-endpoint.tsx";
import { deliveryPath } from "../paths.ts";
import { useTenant } from "../tenant-context.ts";

/** The deliveries of an event: one for each endpoint that got it. */
export function EventDeliveries({ id }: { id: string }): ReactNode {
  const { api } = useTenant();
  const pages = usePages<ListedDelivery>({
    key: ["event-deliveries", id],
    read: (query, signal) =>
      answered(api.GET("/api/v1/events/{id}/deliveries", { params: { path: { id }, query }, signal })),
    everyMs: (items) => pollEvery(items.some(isWaiting)),
  });
  return (
    <Section title={text("deliveries.title")}>
      <PageList
        label={text("deliveries.title")}
        pages={pages}
        keyOf={({ id: delivery }) => delivery}
        row={(delivery) => <DeliveryOfEvent delivery={delivery} />}
        nothing={<Nothing title={text("events.noDeliveries")}>{text("events.noDeliveriesText")}</Nothing>}
      />
    </Section>
  );
}

const DeliveryOfEvent = ({ delivery }: { delivery: ListedDelivery }): ReactNode => (
  <Link href={deliveryPath(delivery.id)} className="row delivery-row">
    <RowText title={<NamedEndpoint id={delivery.subscriptionId} />} />
    <span className="row-wide small soft">
      {delivery.attemptCount > 0 && text("deliveries.attempts", { count: delivery.attemptCount })}
    </span>
    <span className="row-wide small soft">
      <Moment at={delivery.updatedAt} />
    </span>
    <span className="row-end">
      <StateBadge state={delivery.state} />
    </span>
  </Link>
);
