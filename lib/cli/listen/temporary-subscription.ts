import type { Api } from "../api-client.ts";
import type { ApiObject } from "../output/api-object.ts";
import { LARGEST_PAGE, pages } from "../pages.ts";

const LIST = "GET /api/v1/subscriptions";
const CREATE = "POST /api/v1/subscriptions";
const REMOVE = "DELETE /api/v1/subscriptions/{id}";

/** The routes that a temporary subscription calls. */
export const TEMPORARY_ROUTES: readonly string[] = [LIST, CREATE, REMOVE];

/** The settings of a temporary subscription. */
export interface Wanted {
  name: string;
  events: string[];
  filter: string | undefined;
  dialect: string | undefined;
  secret: string | undefined;
}

/** Creates a pull subscription, and deletes leftovers with the same name. */
export async function makeTemporary(call: Api, wanted: Wanted): Promise<{ id: string; secret: string; text: string }> {
  for await (const { rows } of pages(call, LIST, { query: { limit: LARGEST_PAGE } })) {
    for (const { id } of rows.filter(isLeftOver(wanted))) await removeTemporary(call, String(id));
  }
  const { text } = await call(CREATE, { body: JSON.stringify({ ...wanted, pull: true }) });
  return { ...JSON.parse(text), text };
}

const isLeftOver =
  ({ name }: Wanted) =>
  (row: ApiObject): boolean =>
    row.pull === true && row.name === name;

export const removeTemporary = (call: Api, id: string): Promise<unknown> => call(REMOVE, { params: { id } });
