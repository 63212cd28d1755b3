import type { Clock } from "../../core/clock.ts";
import { Refusal, refuse } from "../../core/errors.ts";
import { nextUpdate } from "../../core/kit/next-update.ts";
import type { CatalogStore } from "../../core/matching/catalog.ts";
import type { CatalogEntry } from "../../core/model.ts";
import type { Operation } from "../http/guards.ts";
import { readPage, slicePage } from "../http/pages.ts";
import { emptyAnswer, jsonAnswer } from "../http/problem-json.ts";
import { notFound } from "../http/requests.ts";
import { checked } from "../http/schema.ts";
import {
  catalogView,
  derivedTypePatch,
  derivedTypeSchema,
  eventTypePatch,
  eventTypeSchema,
} from "./catalog-schemas.ts";

export interface CatalogPorts {
  catalog: CatalogStore;
  now: Clock;
}

/** Of each kind of entry: how an operator writes it, and the patch over one that there is. */
const KINDS = {
  "event-type": {
    read: (json: unknown) => ({ kind: "event-type" as const, ...checked(eventTypeSchema, json) }),
    patch: (json: unknown) => checked(eventTypePatch, json),
  },
  "derived-type": {
    read: (json: unknown) => ({ kind: "derived-type" as const, ...checked(derivedTypeSchema, json) }),
    patch: (json: unknown) => checked(derivedTypePatch, json),
  },
};

/** The operator's operations on one kind of entries of the catalog. */
export function catalogOperations({ catalog, now }: CatalogPorts, kind: CatalogEntry["kind"]) {
  const create: Operation = async ({ json }) => {
    const at = new Date(now()).toISOString();
    const entry: CatalogEntry = { ...KINDS[kind].read(json()), createdAt: at, updatedAt: at };
    refuse(problems(entry));
    if (await catalog.createEntry(entry)) return jsonAnswer(201, catalogView(entry));
    throw new Refusal(409, "There is one with this name.", [{ path: "/name", message: "is taken" }]);
  };

  const list: Operation = async ({ query }) => {
    const page = readPage(query);
    const entries = (await catalog.listCatalog()).filter((entry) => entry.kind === kind);
    const ordered = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, next } = slicePage(ordered, ({ name }) => name, page);
    return jsonAnswer(200, `{"data":[${items.map(catalogView).join(",")}],"next":${JSON.stringify(next ?? null)}}`);
  };

  const read: Operation = async ({ id }) => jsonAnswer(200, catalogView(await find(id)));

  const update: Operation = async ({ id, json }) => {
    const patch = KINDS[kind].patch(json());
    for (let tries = 0; tries < 3; tries++) {
      const before = await find(id);
      const after = merged(before, patch, now());
      refuse(problems(after));
      if (await catalog.replaceEntry(after, before.updatedAt)) return jsonAnswer(200, catalogView(after));
    }
    throw new Refusal(409, "It is being changed by others: try again.");
  };

  const remove: Operation = async ({ id: name }) => {
    if (!(await catalog.deleteEntry({ kind, name }))) throw notFound();
    return emptyAnswer();
  };

  const find = async (name: string): Promise<CatalogEntry> => {
    const entry = await catalog.getEntry({ kind, name });
    if (!entry) throw notFound();
    return entry;
  };

  return { create, list, read, update, remove };
}

/** The patch over what was there; null clears. */
function merged(before: CatalogEntry, patch: object, nowMs: number): CatalogEntry {
  const changes = Object.entries(patch).map(([name, value]) => [name, value === null ? undefined : value]);
  return { ...before, ...Object.fromEntries(changes), updatedAt: nextUpdate(before, nowMs) };
}

function problems(entry: CatalogEntry): Refusal["errors"] {
  if (entry.kind === "derived-type") {
    return entry.from === entry.name ? [{ path: "/from", message: "must be another type than the derived one" }] : [];
  }
  const unenforceable = entry.enforce && entry.schema === undefined;
  return unenforceable ? [{ path: "/enforce", message: "needs a schema to enforce" }] : [];
}
