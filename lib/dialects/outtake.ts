import { rawMembers } from "../core/kit/raw-json.ts";
import type { Event } from "../core/model.ts";
import { compileDialect } from "./compile.ts";

/** Workflow webhooks: the secret itself in a header, and the data's blocks at the top of the body. */
export const outtake = compileDialect(
  { name: "outtake", algorithm: "shared-secret", signatureHeader: "x-outtake-secret", body: null },
  { body: bodyOf },
);

/** Receivers know two triggers; the topics that can be ticked come from them. */
const TRIGGERS = new Map([
  ["workflow.item.created", "workflow-item-created"],
  ["workflow.item.state.changed", "workflow-item-state-updated"],
  ["workflow.item.resolved", "workflow-item-state-updated"],
  ["workflow.item.reopened", "workflow-item-state-updated"],
]);

function bodyOf({ type, data }: Event): string {
  const head = `{"event":${JSON.stringify(TRIGGERS.get(type) ?? type)}`;
  if (!data.trimStart().startsWith("{")) return `${head},"data":${data}}`;
  const members = rawMembers(data);
  // A second `event` would hide the trigger.
  members.delete("event");
  return `${[head, ...[...members].map(([key, raw]) => `${JSON.stringify(key)}:${raw}`)].join(",")}}`;
}
