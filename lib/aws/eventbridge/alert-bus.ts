import type { AlertBus } from "../../core/alerts/alert-routes.ts";
import type { ServiceCaller } from "../kit/service-wire.ts";
import { busPublisher } from "./publish.ts";

/** Publishes alerts on the bus. */
export const eventBridgeAlertBus = (caller: ServiceCaller, busName: string): AlertBus => ({
  publishAlerts: busPublisher(caller, busName),
});
