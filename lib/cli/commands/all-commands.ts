import type { Command } from "../command.ts";
import { alertCommands } from "./alert-commands.ts";
import { apiCommands } from "./api-commands.ts";
import { auditCommands } from "./audit-commands.ts";
import { brandingCommands } from "./branding-commands.ts";
import { catalogCommands } from "./catalog-commands.ts";
import { catalogLoadCommands } from "./catalog-load-command.ts";
import { consoleCommands } from "./console-command.ts";
import { deadLetterCommands } from "./dead-letter-commands.ts";
import { deliveryCommands } from "./delivery-commands.ts";
import { dialectCommands } from "./dialect-commands.ts";
import { eventCommands } from "./event-commands.ts";
import { findCommands } from "./find-command.ts";
import { healthCommands } from "./health-commands.ts";
import { keyCommands } from "./key-commands.ts";
import { keyRingCommands } from "./key-ring-commands.ts";
import { listenCommands } from "./listen-command.ts";
import { loginCommands } from "./login-command.ts";
import { operatorKeyCommands } from "./operator-key-commands.ts";
import { portalCommands } from "./portal-commands.ts";
import { rejectedEventCommands } from "./rejected-event-commands.ts";
import { replayCommands } from "./replay-commands.ts";
import { secretCommands } from "./secret-commands.ts";
import { settingsCommands } from "./settings-command.ts";
import { streamCommands } from "./stream-command.ts";
import { subscriptionCommands } from "./subscription-commands.ts";
import { tenantCommands } from "./tenant-commands.ts";
import { tenantDeletionCommands } from "./tenant-deletion-commands.ts";
import { testCommands } from "./test-command.ts";
import { timeSeriesCommands } from "./time-series-commands.ts";
import { verifyCommands } from "./verify-command.ts";

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  ...loginCommands,
  ...subscriptionCommands,
  ...healthCommands,
  ...timeSeriesCommands,
  ...secretCommands,
  ...streamCommands,
  ...testCommands,
  ...listenCommands,
  ...eventCommands,
  ...deliveryCommands,
  ...replayCommands,
  ...verifyCommands,
  ...dialectCommands,
  ...catalogCommands,
  ...catalogLoadCommands,
  ...tenantCommands,
  ...tenantDeletionCommands,
  ...keyCommands,
  ...portalCommands,
  ...brandingCommands,
  ...operatorKeyCommands,
  ...consoleCommands,
  ...keyRingCommands,
  ...settingsCommands,
  ...alertCommands,
  ...auditCommands,
  ...findCommands,
  ...deadLetterCommands,
  ...rejectedEventCommands,
  ...apiCommands,
];

/** The summary of each group of commands. */
export const groups: Record<string, string> = {
  subscriptions: "Manage subscriptions and their secrets",
  secrets: "Generate secrets",
  events: "Send events and see which subscriptions they reached",
  deliveries: "Inspect, retry and cancel deliveries",
  replays: "Resend events that a subscription missed",
  dialects: "List and register dialects, the formats of webhooks",
  "event-types": "Manage event types",
  "derived-types": "Manage derived types: types that a condition gives to events",
  catalog: "Load event types and derived types from a file (operator's key)",
  tenants: "Manage tenants, your customers (operator's key)",
  "tenant-deletions": "See how far the erasure of deleted tenants is (operator's key)",
  keys: "Manage tenants' API keys (operator's key)",
  portal: "Make links to the portal, and end its sessions (operator's key)",
  "operator-keys": "Manage the operator's own keys (admin key)",
  "key-ring": "Rotate the key ring, which encrypts secrets in the table (admin key)",
  alerts: "List alerts: what the operator should know about subscriptions (operator's key)",
  audit: "List who changed what (operator's key)",
  "dead-letters": "List and redrive dead letters (operator's key)",
  "rejected-events": "List, redrive and discard events from the bus that were rejected (operator's key)",
};
