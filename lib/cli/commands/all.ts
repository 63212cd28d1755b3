import type { Command } from "../command.ts";
import { apiCommands } from "./api.ts";
import { catalogCommands } from "./catalog.ts";
import { catalogLoadCommands } from "./catalog-load.ts";
import { deadLetterCommands } from "./dead-letters.ts";
import { deliveryCommands } from "./deliveries.ts";
import { dialectCommands } from "./dialects.ts";
import { eventCommands } from "./events.ts";
import { keyCommands } from "./keys.ts";
import { listenCommands } from "./listen.ts";
import { loginCommands } from "./login.ts";
import { replayCommands } from "./replays.ts";
import { secretCommands } from "./secrets.ts";
import { streamCommands } from "./stream.ts";
import { subscriptionCommands } from "./subscriptions.ts";
import { tenantCommands } from "./tenants.ts";
import { testCommands } from "./test-send.ts";
import { verifyCommands } from "./verify.ts";

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
