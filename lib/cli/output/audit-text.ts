import type { ApiObject } from "./api-object.ts";

/** Who made a change. A newer API may have actors that this program doesn't know. */
export function actorText({ actor }: ApiObject): string {
  const { kind, keyId, reason, email, subject } = (actor ?? {}) as ApiObject;
  if (kind === "key") return String(keyId);
  if (kind === "person" && keyId !== undefined) return `${keyId} (console)`;
  if (kind === "person") return String(email ?? subject ?? kind);
  return reason === undefined ? String(kind ?? "") : `${kind} (${reason})`;
}

/** The names of the fields that an update changed, without the time of the update. Empty for other changes. */
export function changeText({ before, after }: ApiObject): string {
  if (!before || !after) return "";
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  names.delete("updatedAt");
  return [...names].join(", ");
}
