import { type ReactNode, Suspense } from "react";
import { Route, Switch, useLocation } from "wouter";
import { NoSuchPage } from "../components/page-frame.tsx";
import { PageGuard } from "../components/page-guard.tsx";
import { Loading } from "../components/states.tsx";
import { BlindPages } from "./blind-pages.tsx";
import { EndpointsPage } from "./endpoints/endpoints-page.tsx";
import {
  DeliveriesPage,
  DeliveryPage,
  EditEndpointPage,
  EndpointPage,
  EventPage,
  EventsPage,
  EventTypePage,
  EventTypesPage,
  NewEndpointPage,
  RecoverPage,
  SecretPage,
  TestPage,
} from "./loaded-pages.ts";
import { useTenant } from "./tenant-context.ts";

/** The pages of one tenant. One that breaks leaves the others as they are. */
export function TenantPages(): ReactNode {
  const { can } = useTenant();
  const [path] = useLocation();
  return (
    <PageGuard key={path}>
      <Suspense fallback={<Loading />}>{can("view") ? <SeenPages /> : <BlindPages />}</Suspense>
    </PageGuard>
  );
}

const SeenPages = (): ReactNode => (
  <Switch>
    <Route path="/">
      <EndpointsPage />
    </Route>
    <Route path="/endpoints">
      <EndpointsPage />
    </Route>
    <Route path="/endpoints/new">
      <NewEndpointPage />
    </Route>
    <Route path="/endpoints/:id/edit">{({ id }) => <EditEndpointPage key={id} id={id} />}</Route>
    <Route path="/endpoints/:id/test">{({ id }) => <TestPage key={id} id={id} />}</Route>
    <Route path="/endpoints/:id/secret">{({ id }) => <SecretPage key={id} id={id} />}</Route>
    <Route path="/endpoints/:id/deliveries">{({ id }) => <DeliveriesPage key={id} id={id} />}</Route>
    <Route path="/endpoints/:id/recover">{({ id }) => <RecoverPage key={id} id={id} />}</Route>
    <Route path="/endpoints/:id">{({ id }) => <EndpointPage key={id} id={id} />}</Route>
    <Route path="/events">
      <EventsPage />
    </Route>
    <Route path="/events/:id">{({ id }) => <EventPage key={id} id={id} />}</Route>
    <Route path="/deliveries/:id">{({ id }) => <DeliveryPage key={id} id={id} />}</Route>
    <Route path="/event-types">
      <EventTypesPage />
    </Route>
    <Route path="/event-types/:name">{({ name }) => <EventTypePage key={name} name={typeNameIn(name)} />}</Route>
    <Route>
      <NoSuchPage />
    </Route>
  </Switch>
);

/** The router leaves a slash in a type's name escaped. No name has a percent sign. */
const typeNameIn = (parameter: string): string => parameter.replace(/%2f/gi, "/");
