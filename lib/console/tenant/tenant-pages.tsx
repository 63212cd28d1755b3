import type { ReactNode } from "react";
import { Route, Switch, useLocation } from "wouter";
import { loaded } from "../components/loaded.tsx";
import { NoSuchPage } from "../components/page-frame.tsx";
import { PageGuard } from "../components/page-guard.tsx";
import { typeNameIn } from "./catalog/type-name-in.ts";
import { EndpointsPage } from "./endpoints/endpoints-page.tsx";
import { useTenant } from "./tenant-context.ts";

const NewEndpointPage = loaded(() => import("./endpoint-form/new-endpoint-page.tsx"), "NewEndpointPage");
const EditEndpointPage = loaded(() => import("./endpoint-form/edit-endpoint-page.tsx"), "EditEndpointPage");
const TestPage = loaded(() => import("./test-send/test-page.tsx"), "TestPage");
const SecretPage = loaded(() => import("./secret/secret-page.tsx"), "SecretPage");
const EndpointPage = loaded(() => import("./endpoint/endpoint-page.tsx"), "EndpointPage");
const DeliveriesPage = loaded(() => import("./deliveries/deliveries-page.tsx"), "DeliveriesPage");
const DeliveryPage = loaded(() => import("./delivery/delivery-page.tsx"), "DeliveryPage");
const EventsPage = loaded(() => import("./events/events-page.tsx"), "EventsPage");
const EventPage = loaded(() => import("./events/event-page.tsx"), "EventPage");
const SendEventPage = loaded(() => import("./events/send/send-event-page.tsx"), "SendEventPage");
const RecoverPage = loaded(() => import("./recover/recover-page.tsx"), "RecoverPage");
const EventTypesPage = loaded(() => import("./catalog/event-types-page.tsx"), "EventTypesPage");
const EventTypePage = loaded(() => import("./catalog/event-type-page.tsx"), "EventTypePage");
const BlindPages = loaded(() => import("./blind-pages.tsx"), "BlindPages");

/** The pages of one tenant. One that breaks leaves the others as they are. */
export function TenantPages(): ReactNode {
  const { can } = useTenant();
  const [path] = useLocation();
  return <PageGuard key={path}>{can("view") ? <SeenPages /> : <BlindPages />}</PageGuard>;
}

function SeenPages(): ReactNode {
  const { operator } = useTenant();
  return (
    <Switch>
      {operator?.mayChange && <Route path="/send-event" component={SendEventPage} />}
      <Route path="/" component={EndpointsPage} />
      <Route path="/endpoints" component={EndpointsPage} />
      <Route path="/endpoints/new" component={NewEndpointPage} />
      <Route path="/endpoints/:id/edit">{({ id }) => <EditEndpointPage key={id} id={id} />}</Route>
      <Route path="/endpoints/:id/test">{({ id }) => <TestPage key={id} id={id} />}</Route>
      <Route path="/endpoints/:id/secret">{({ id }) => <SecretPage key={id} id={id} />}</Route>
      <Route path="/endpoints/:id/deliveries">{({ id }) => <DeliveriesPage key={id} id={id} />}</Route>
      <Route path="/endpoints/:id/recover">{({ id }) => <RecoverPage key={id} id={id} />}</Route>
      <Route path="/endpoints/:id">{({ id }) => <EndpointPage key={id} id={id} />}</Route>
      <Route path="/events" component={EventsPage} />
      <Route path="/events/:id">{({ id }) => <EventPage key={id} id={id} />}</Route>
      <Route path="/deliveries/:id">{({ id }) => <DeliveryPage key={id} id={id} />}</Route>
      <Route path="/event-types" component={EventTypesPage} />
      <Route path="/event-types/:name">{({ name }) => <EventTypePage key={name} name={typeNameIn(name)} />}</Route>
      <Route component={NoSuchPage} />
    </Switch>
  );
}
