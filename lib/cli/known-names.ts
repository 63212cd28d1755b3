import type { Api } from "./api-client.ts";
import { CliError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import type { ApiObject } from "./output/api-object.ts";
import { LARGEST_PAGE } from "./pages.ts";

/** People choose these names, so they can be misspelt. Other ids are copied. */
const NAMED = /^\w+ (\/api\/v1\/(?:dialects|event-types|derived-types|tenants))(?:\/\{id\}|$)/;
const SHOWN = 20;

/** A client whose 404 for an unknown name also lists the known ones. */
export const listingKnownNames =
  (call: Api): Api =>
  async (route, request) => {
    try {
      return await call(route, request);
    } catch (error) {
      const [, list = ""] = NAMED.exec(route) ?? [];
      const given = request?.params?.id ?? request?.query?.name;
      if (!(error instanceof CliError) || !list || !given || !error.message.startsWith("404 ")) throw error;
      const lines = await knownNames(call, list, String(given));
      throw new CliError(error.exitCode, error.message, [...error.lines, ...lines], error.answer);
    }
  };

/** Lines that list the names in a list, such as `/api/v1/dialects`, and suggest the one nearest to a given name. */
export const knownNames = async (call: Api, list: string, given: string): Promise<string[]> =>
  knownLines(given, await namesIn(call, `GET ${list}`), list.split("/").at(-1) ?? "");

async function namesIn(call: Api, route: string): Promise<string[]> {
  try {
    const { data } = JSON.parse((await call(route, { query: { limit: LARGEST_PAGE } })).text);
    return (data as ApiObject[]).map(({ id, name }) => String(id ?? name));
  } catch {
    // The 404 is the error to report.
    return [];
  }
}

function knownLines(given: string, known: string[], plural: string): string[] {
  if (known.length === 0) return [];
  const [near] = nearest(given, known);
  const more = known.length > SHOWN ? `, … (see \`posthorn ${plural} list\`)` : "";
  return [...(near ? [`Did you mean ${near}?`] : []), `Known: ${known.slice(0, SHOWN).join(", ")}${more}`];
}
