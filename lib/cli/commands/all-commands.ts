import type { Command } from "../command.ts";
import { apiCommands } from "./api-commands.ts";
import { catalogCommands } from "./catalog-commands.ts";
import { catalogLoadCommands } from "./catalog-load-command.ts";
import { deadLetterCommands } from "./dead-letter-commands.ts";
import { deliveryCommands } from "./delivery-commands.ts";
import { dialectCommands } from "./dialect-commands.ts";
import { eventCommands } from "./event-commands.ts";
import { keyCommands } from "./key-commands.ts";
import { listenCommands } from "./listen-command.ts";
import { loginCommands } from "./login-command.ts";
import { replayCommands } from "./replay-commands.ts";
import { secretCommands } from "./secret-commands.ts";
import { streamCommands } from "./stream-command.ts";
import { subscriptionCommands } from "./subscription-commands.ts";
import { tenantCommands } from "./tenant-commands.ts";
import { testCommands } from "./test-command.ts";
import { verifyCommands } from "./verify-command.ts";

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  ...loginCommands,
  ...subscriptionCommands,
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
  ...keyCommands,
  ...deadLetterCommands,
  ...apiCommands,
];

/** What each group of commands is about. */
export const groups: Record<string, string> = {
  subscriptions: "Who receives what, and with which secrets",
  events: "Send events; see what came in and whom it reached",
  deliveries: "See what became of events; try again, or give up",
  replays: "Send again what a subscription missed",
  dialects: "The formats that POSTs can have",
  "event-types": "What types of events there are",
  "derived-types": "Types that events have on a condition",
  catalog: "Types from a file (admin key)",
  tenants: "Your customers (admin key)",
  keys: "Their keys (admin key)",
  "dead-letters": "What a fault of ours left undelivered (admin key)",
};
