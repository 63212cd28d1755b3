import { lazy, type ReactNode, Suspense } from "react";
import { Route, Switch } from "wouter";
import { NoSuchPage } from "../components/page-frame.tsx";
import { Loading } from "../components/states.tsx";
import { EndpointsPage } from "./endpoints/endpoints-page.tsx";

const NewEndpointPage = lazy(async () => ({
  default: (await import("./endpoint-form/new-endpoint-page.tsx")).NewEndpointPage,
}));
const EditEndpointPage = lazy(async () => ({
  default: (await import("./endpoint-form/edit-endpoint-page.tsx")).EditEndpointPage,
}));
const TestPage = lazy(async () => ({ default: (await import("./test-send/test-page.tsx")).TestPage }));
const SecretPage = lazy(async () => ({ default: (await import("./secret/secret-page.tsx")).SecretPage }));
const EndpointPage = lazy(async () => ({ default: (await import("./endpoint/endpoint-page.tsx")).EndpointPage }));
const DeliveriesPage = lazy(async () => ({
  default: (await import("./deliveries/deliveries-page.tsx")).DeliveriesPage,
}));
const DeliveryPage = lazy(async () => ({ default: (await import("./delivery/delivery-page.tsx")).DeliveryPage }));
const EventsPage = lazy(async () => ({ default: (await import("./events/events-page.tsx")).EventsPage }));
const EventPage = lazy(async () => ({ default: (await import("./events/event-page.tsx")).EventPage }));
const RecoverPage = lazy(async () => ({ default: (await import("./recover/recover-page.tsx")).RecoverPage }));
const EventTypesPage = lazy(async () => ({ default: (await import("./catalog/event-types-page.tsx")).EventTypesPage }));
const EventTypePage = lazy(async () => ({ default: (await import("./catalog/event-type-page.tsx")).EventTypePage }));

/** The pages of one tenant. Pages that the first view doesn't need are `lazy`: they are loaded when they are opened. */
export const TenantPages = (): ReactNode => (
  <Suspense fallback={<Loading />}>
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
  </Suspense>
);

/** The router leaves a slash in a type's name escaped. No name has a percent sign. */
const typeNameIn = (parameter: string): string => parameter.replace(/%2f/gi, "/");
