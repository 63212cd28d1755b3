import { auditEntry } from "../../core/audit/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import { Refusal, refuse } from "../../core/errors.ts";
import { compareAndSwap } from "../../core/kit/compare-and-swap.ts";
import type { PageRequest } from "../../core/kit/pages.ts";
import type { CatalogStore } from "../../core/matching/catalog-store.ts";
import type { CatalogEntry } from "../../core/model/catalog-entry.ts";
import { emptyAnswer, jsonAnswer } from "../http/answers.ts";
import type { Caller, Operations } from "../http/endpoint.ts";
import { pageOfList } from "../http/page-of-list.ts";
import { slicePage } from "../http/pages.ts";
import { notFound } from "../http/refusals.ts";
import { builtInTypes } from "./built-in-types.ts";
import { entryProblems, patchedEntry } from "./catalog-entries.ts";
import type { derivedTypeRoutes, eventTypeRoutes } from "./catalog-routes.ts";
import { catalogView } from "./catalog-views.ts";

export interface CatalogPorts {
  catalog: CatalogStore;
  now: Clock;
}

/** The operator's operations on event types. */
export function eventTypeOperations(ports: CatalogPorts): Operations<typeof eventTypeRoutes> {
  const { create, list, read, update, remove } = entryOperations(ports, "event-type");
  return {
    createEventType: (request) => create(request, (at) => ({ kind: "event-type", ...request.body, ...at })),
    listEventTypes: list,
    readEventType: read,
    updateEventType: update,
    deleteEventType: remove,
    updateEventTypeByName: (request) => update({ ...request, id: request.query.name }),
    deleteEventTypeByName: (request) => remove({ ...request, id: request.query.name }),
  };
}

/** The operator's operations on derived types. */
export function derivedTypeOperations(ports: CatalogPorts): Operations<typeof derivedTypeRoutes> {
  const { create, list, read, update, remove } = entryOperations(ports, "derived-type");
  return {
    createDerivedType: (request) => create(request, (at) => ({ kind: "derived-type", ...request.body, ...at })),
    listDerivedTypes: list,
    readDerivedType: read,
    updateDerivedType: update,
    deleteDerivedType: remove,
    updateDerivedTypeByName: (request) => update({ ...request, id: request.query.name }),
    deleteDerivedTypeByName: (request) => remove({ ...request, id: request.query.name }),
  };
}

const MAX_TRIES = 3;

const NOUNS = { "event-type": "EventType", "derived-type": "DerivedType" } as const;

/** The fields that the API shows. */
const fieldsOf = (entry: CatalogEntry): object => JSON.parse(catalogView(entry));

/** The operations on one kind of entries. */
function entryOperations({ catalog, now }: CatalogPorts, kind: CatalogEntry["kind"]) {
  const builtInEntry = (name: string) => builtInTypes.find((type) => type.kind === kind && type.name === name);

  function requireOwn(name: string): void {
    if (builtInEntry(name)) throw new Refusal(409, "This event type is built in, and can't be changed.");
  }

  /** A change by name has the same action as one by id. */
  const auditOf = (
    caller: Caller,
    verb: "create" | "update" | "delete",
    before?: CatalogEntry,
    after?: CatalogEntry,
  ) => {
    const resource = { type: kind, id: (after ?? before)?.name ?? "" };
    const states = { before: before && fieldsOf(before), after: after && fieldsOf(after) };
    return auditEntry(caller, { action: verb + NOUNS[kind], resource, ...states }, now());
  };

  async function create(caller: Caller, made: (at: Pick<CatalogEntry, "createdAt" | "updatedAt">) => CatalogEntry) {
    const at = new Date(now()).toISOString();
    const entry = made({ createdAt: at, updatedAt: at });
    refuse(entryProblems(entry));
    if (await catalog.createEntry(entry, auditOf(caller, "create", undefined, entry)))
      return jsonAnswer(201, catalogView(entry));
    throw new Refusal(409, "This name is already taken.", [{ path: "/name", message: "is taken" }]);
  }

  async function list({ query: { name: only, ...query } }: { query: PageRequest & { name?: string | undefined } }) {
    const { items, next } = await pageOfList(`${kind}s`, query, async (page) => {
      const found = only === undefined ? await entriesAfter(page) : await named(only);
      return slicePage(found, ({ name }) => name, page);
    });
    return jsonAnswer(200, `{"data":[${items.map(catalogView).join(",")}],"next":${JSON.stringify(next ?? null)}}`);
  }

  /** Entries by name, one more than the page has if there are more. */
  async function entriesAfter({ after = "", limit }: PageRequest): Promise<CatalogEntry[]> {
    const own = builtInTypes.filter((type) => type.kind === kind);
    // An entry that was written before a type of its name was built in stays hidden.
    const written = await catalog.listEntries(kind, after, limit + own.length + 1);
    const all = [...own, ...written.filter(({ name }) => !builtInEntry(name))];
    return all.filter(({ name }) => name > after).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async function named(name: string): Promise<CatalogEntry[]> {
    const entry = builtInEntry(name) ?? (await catalog.getEntry({ kind, name }));
    return entry ? [entry] : [];
  }

  async function read({ id: name }: { id: string }) {
    const [entry] = await named(name);
    if (!entry) throw notFound();
    return jsonAnswer(200, catalogView(entry));
  }

  async function update({ id: name, body, ...caller }: Caller & { id: string; body: object }) {
    requireOwn(name);
    const changed = await compareAndSwap<CatalogEntry>(
      {
        read: () => catalog.getEntry({ kind, name }),
        change: (before) => {
          const after = patchedEntry(before, body, now());
          refuse(entryProblems(after));
          return after;
        },
        write: (after, before) =>
          catalog.replaceEntry(after, before.updatedAt, auditOf(caller, "update", before, after)),
        conflict: () => new Refusal(409, "Another request is changing this entry. Try again."),
      },
      MAX_TRIES,
    );
    if (!changed) throw notFound();
    return jsonAnswer(200, catalogView(changed));
  }

  async function remove({ id: name, ...caller }: Caller & { id: string }) {
    requireOwn(name);
    const entry = await catalog.getEntry({ kind, name });
    if (!entry || !(await catalog.deleteEntry(entry, auditOf(caller, "delete", entry)))) throw notFound();
    return emptyAnswer();
  }

  return { create, list, read, update, remove };
}
