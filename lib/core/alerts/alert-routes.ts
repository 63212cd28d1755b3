import type { SubscriptionKey } from "../model/subscription.ts";
import type { AlertType } from "./alert.ts";

/** An alert as machines get it: the detail of an event on the bus, and the data of a webhook. */
export interface AlertDetail extends SubscriptionKey {
  id: string;
  at: string;
  /** The subscription's URL and name when the alert is sent. Absent if the subscription is gone. */
  url?: string;
  name?: string;
  /** The facts of the alert's type, see `AlertFacts`. */
  [fact: string]: unknown;
}

export interface AlertBus {
  /** Publishes alerts on the bus: the type is the detail-type. Rejects with a `PipelineFault` unless all are published. */
  publishAlerts(alerts: readonly { type: AlertType; detail: AlertDetail }[]): Promise<void>;
}

/** An event of Posthorn's own: its type begins with `posthorn.`. */
export interface OwnEvent {
  tenantId: string;
  id: string;
  type: `posthorn.${string}`;
  occurredAt: string;
  data: AlertDetail;
}

export interface OwnEvents {
  /** Queues events of Posthorn's own in the intake queue, where ingest accepts them. The id makes repeats harmless. */
  sendOwnEvents(events: readonly OwnEvent[]): Promise<void>;
}

/** A message for the operator's people. */
export interface PeopleMessage {
  /** ASCII, less than 100 characters, one line: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
  subject: string;
  text: string;
}

export interface People {
  sendMessage(message: PeopleMessage): Promise<void>;
}

/** The tenant whose webhooks get the alerts of all tenants. */
export const OPERATOR_TENANT = "_operator";
