import { createHash } from "node:crypto";
import { rawMembers } from "../core/kit/raw-json.ts";
import type { Event, Subscription } from "../core/model.ts";
import { compileDialect } from "./compile.ts";

/** Notification rules: svix-style headers, and a body that names the rule. */
export const witn = compileDialect(
  {
    name: "witn",
    algorithm: "hmac-sha256",
    signatureHeader: "svix-signature",
    signature: "v1,{signature}",
    separator: " ",
    signedText: "{id}.{timestamp}.{body}",
    encoding: "base64",
    keyForm: "whsec_",
    idHeader: "svix-id",
    timestampHeader: "svix-timestamp",
    body: null,
  },
  { idOf, body: (event, { subscription }) => bodyOf(event, subscription) },
);

/** Receivers drop duplicates by it: 64 hex digits, the same on every retry. */
function idOf({ id, tenantId }: Event): string {
  if (/^[0-9a-f]{64}$/.test(id)) return id;
  return createHash("sha256").update(`${tenantId}\0${id}`).digest("hex");
}

function bodyOf(event: Event, { id, name = "", metadata }: Subscription): string {
  const { facts, subjectKey } = factsOf(event.data);
  // A rule that moved here keeps the id that its receivers know.
  const rule = JSON.stringify({ id: metadata.ruleId ?? id, name });
  const head = `{"id":"${idOf(event)}","type":${JSON.stringify(event.type)},"createdAt":"${event.occurredAt}"`;
  return `${head},"data":{"rule":${rule},"subjectKey":${subjectKey},"facts":${facts}}}`;
}

/** Raw JSON texts. Data without `facts` is taken for the facts themselves. */
function factsOf(data: string): { facts: string; subjectKey: string } {
  const members = membersOf(data);
  const facts = members.get("facts") ?? data;
  return { facts, subjectKey: membersOf(facts).get("outcomeKey") ?? members.get("subjectKey") ?? '""' };
}

const membersOf = (text: string): Map<string, string> =>
  text.trimStart().startsWith("{") ? rawMembers(text) : new Map<string, string>();
