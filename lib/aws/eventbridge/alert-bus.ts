import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { AlertBus } from "../../core/alerts/alert-routes.ts";
import { busPublisher } from "./publish.ts";

/** Publishes alerts on the bus. */
export const eventBridgeAlertBus = (client: EventBridgeClient, busName: string): AlertBus => ({
  publishAlerts: busPublisher(client, busName),
});
