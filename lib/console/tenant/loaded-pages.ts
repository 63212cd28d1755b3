import { type ComponentType, lazy } from "react";

/** A page that the first view doesn't need. It is loaded when it is opened. */
function loaded<Props>(page: () => Promise<ComponentType<Props>>) {
  return lazy(async () => ({ default: await page() }));
}

export const NewEndpointPage = loaded(
  async () => (await import("./endpoint-form/new-endpoint-page.tsx")).NewEndpointPage,
);
export const EditEndpointPage = loaded(
  async () => (await import("./endpoint-form/edit-endpoint-page.tsx")).EditEndpointPage,
);
export const TestPage = loaded(async () => (await import("./test-send/test-page.tsx")).TestPage);
export const SecretPage = loaded(async () => (await import("./secret/secret-page.tsx")).SecretPage);
export const EndpointPage = loaded(async () => (await import("./endpoint/endpoint-page.tsx")).EndpointPage);
export const DeliveriesPage = loaded(async () => (await import("./deliveries/deliveries-page.tsx")).DeliveriesPage);
export const DeliveryPage = loaded(async () => (await import("./delivery/delivery-page.tsx")).DeliveryPage);
export const EventsPage = loaded(async () => (await import("./events/events-page.tsx")).EventsPage);
export const EventPage = loaded(async () => (await import("./events/event-page.tsx")).EventPage);
export const RecoverPage = loaded(async () => (await import("./recover/recover-page.tsx")).RecoverPage);
export const EventTypesPage = loaded(async () => (await import("./catalog/event-types-page.tsx")).EventTypesPage);
export const EventTypePage = loaded(async () => (await import("./catalog/event-type-page.tsx")).EventTypePage);
