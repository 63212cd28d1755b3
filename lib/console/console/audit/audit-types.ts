import type { components } from "../../client/api.d.ts";
import { en } from "../../texts/en.ts";
import { text } from "../../texts/texts.ts";

export type ListedChange = components["schemas"]["AuditEntry"];

type ActionId = Extract<keyof typeof en, `auditAction.${string}`>;

const PREFIX = "auditAction.";

const isActionId = (id: string): id is ActionId => id.startsWith(PREFIX) && Object.hasOwn(en, id);

/** Actions that people look for, by the API's names. */
export const ACTIONS = Object.keys(en)
  .filter(isActionId)
  .map((id) => id.slice(PREFIX.length));

/** What was done, in words. The API has other names for changes of types whose name is in the query string. */
export function actionText(action: string): string {
  const id = PREFIX + action.replace(/ByName$/, "");
  return isActionId(id) ? text(id) : action;
}

/** Who made a change, in words. */
export function whoText({ actor }: Pick<ListedChange, "actor">): string {
  switch (actor.kind) {
    case "key":
      return keyText(actor.keyId);
    case "person":
      return text("auditActor.person", { name: personName(actor) });
    case "portal":
      return text("auditActor.portal", { name: actor.name ?? text("auditActor.somebody") });
    case "posthorn":
      return text(`auditActor.${actor.reason}`);
  }
}

const keyText = (id: string): string => (id === "admin" ? text("auditActor.admin") : text("auditActor.key", { id }));

function personName({ email, subject, keyId }: Extract<ListedChange["actor"], { kind: "person" }>): string {
  return email ?? subject ?? (keyId === undefined ? text("auditActor.somebody") : keyText(keyId));
}

/** What the API's filter by actor takes. */
export function actorFilter({ actor }: Pick<ListedChange, "actor">): string {
  switch (actor.kind) {
    case "key":
      return actor.keyId;
    case "person":
      return actor.keyId ?? `person:${actor.email ?? actor.subject}`;
    case "portal":
      return `portal:${actor.name ?? actor.sessionId}`;
    case "posthorn":
      return "posthorn";
  }
}
