import type { Clock } from "../../core/clock.ts";
import { Refusal, refuse } from "../../core/errors.ts";
import { compareAndSwap } from "../../core/kit/compare-and-swap.ts";
import type { PageRequest } from "../../core/kit/pages.ts";
import type { CatalogStore } from "../../core/matching/catalog-store.ts";
import type { CatalogEntry } from "../../core/model.ts";
import { emptyAnswer, jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
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
    createEventType: ({ body }) => create((at) => ({ kind: "event-type", ...body, ...at })),
    listEventTypes: list,
    readEventType: read,
    updateEventType: update,
    deleteEventType: remove,
    updateEventTypeByName: ({ query, body }) => update({ id: query.name, body }),
    deleteEventTypeByName: ({ query }) => remove({ id: query.name }),
  };
}

/** The operator's operations on derived types. */
export function derivedTypeOperations(ports: CatalogPorts): Operations<typeof derivedTypeRoutes> {
  const { create, list, read, update, remove } = entryOperations(ports, "derived-type");
  return {
    createDerivedType: ({ body }) => create((at) => ({ kind: "derived-type", ...body, ...at })),
    listDerivedTypes: list,
    readDerivedType: read,
    updateDerivedType: update,
    deleteDerivedType: remove,
    updateDerivedTypeByName: ({ query, body }) => update({ id: query.name, body }),
    deleteDerivedTypeByName: ({ query }) => remove({ id: query.name }),
  };
}

const MAX_TRIES = 3;

/** The operations on one kind of entries. */
function entryOperations({ catalog, now }: CatalogPorts, kind: CatalogEntry["kind"]) {
  const builtInEntry = (name: string) => builtInTypes.find((type) => type.kind === kind && type.name === name);

  function requireOwn(name: string): void {
    if (builtInEntry(name)) throw new Refusal(409, "This event type is built in, and can't be changed.");
  }

  async function create(made: (at: Pick<CatalogEntry, "createdAt" | "updatedAt">) => CatalogEntry) {
    const at = new Date(now()).toISOString();
    const entry = made({ createdAt: at, updatedAt: at });
    refuse(entryProblems(entry));
    if (await catalog.createEntry(entry)) return jsonAnswer(201, catalogView(entry));
    throw new Refusal(409, "This name is already taken.", [{ path: "/name", message: "is taken" }]);
  }

  async function list({ query: { name: only, ...query } }: { query: PageRequest & { name?: string | undefined } }) {
    const written = (await catalog.listCatalog()).filter(({ name }) => !builtInEntry(name));
    const entries = [...builtInTypes, ...written].filter(
      ({ kind: of, name }) => of === kind && (only === undefined || only === name),
    );
    const ordered = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, next } = await pageOfList(`${kind}s`, query, (page) => slicePage(ordered, ({ name }) => name, page));
    return jsonAnswer(200, `{"data":[${items.map(catalogView).join(",")}],"next":${JSON.stringify(next ?? null)}}`);
  }

  async function read({ id: name }: { id: string }) {
    const entry = builtInEntry(name) ?? (await catalog.getEntry({ kind, name }));
    if (!entry) throw notFound();
    return jsonAnswer(200, catalogView(entry));
  }

  async function update({ id: name, body }: { id: string; body: object }) {
    requireOwn(name);
    const changed = await compareAndSwap<CatalogEntry>(
      {
        read: () => catalog.getEntry({ kind, name }),
        change: (before) => {
          const after = patchedEntry(before, body, now());
          refuse(entryProblems(after));
          return after;
        },
        write: (after, before) => catalog.replaceEntry(after, before.updatedAt),
        conflict: () => new Refusal(409, "Another request is changing this entry. Try again."),
      },
      MAX_TRIES,
    );
    if (!changed) throw notFound();
    return jsonAnswer(200, catalogView(changed));
  }

  async function remove({ id: name }: { id: string }) {
    requireOwn(name);
    if (!(await catalog.deleteEntry({ kind, name }))) throw notFound();
    return emptyAnswer();
  }

  return { create, list, read, update, remove };
}
