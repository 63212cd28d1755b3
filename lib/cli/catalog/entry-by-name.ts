import { rawElements } from "../../core/kit/raw-json.ts";
import type { Api, CallAnswer } from "../api-client.ts";
import { CliError } from "../errors.ts";
import { knownNames } from "../known-names.ts";
import { rawMember } from "../output/json.ts";

/** A path can't carry a name with a slash: API Gateway would take it for two segments. */
const needsQuery = (name: string): boolean => name.includes("/");

/** Changes or deletes an entry of the catalog. */
export const callEntry = (
  call: Api,
  method: "PATCH" | "DELETE",
  list: string,
  name: string,
  body?: string,
): Promise<CallAnswer> =>
  needsQuery(name)
    ? call(`${method} ${list}`, { query: { name }, body })
    : call(`${method} ${list}/{id}`, { params: { id: name }, body });

/** The JSON text of an entry of the catalog. Rejects with a `CliError` if there is no such entry. */
export async function entryText(call: Api, list: string, name: string): Promise<string> {
  if (!needsQuery(name)) return (await call(`GET ${list}/{id}`, { params: { id: name } })).text;
  const { text } = await call(`GET ${list}`, { query: { name } });
  const [entry] = rawElements(rawMember(text, "data") ?? "[]");
  if (entry === undefined) throw new CliError(1, `404 No ${kindOf(list)} ${name}.`, await knownNames(call, list, name));
  return entry;
}

/** `/api/v1/event-types` lists entries of the kind `event type`. */
const kindOf = (list: string): string => (list.split("/").at(-1) ?? "").replace(/s$/, "").replace("-", " ");
