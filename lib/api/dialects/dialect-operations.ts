import { auditEntry } from "../../core/audit/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import { Refusal } from "../../core/errors.ts";
import type { RegisteredDialect } from "../../dialects/definition.ts";
import type { DialectStore } from "../../dialects/dialect-store.ts";
import { type BuiltInDialect, builtInDialects, findDialect } from "../../dialects/registry.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageOfList } from "../http/page-of-list.ts";
import { pageView, slicePage } from "../http/pages.ts";
import { notFound } from "../http/refusals.ts";
import { usableDefinition } from "./definition-schema.ts";
import type { dialectRoutes } from "./dialect-routes.ts";

export interface DialectPorts {
  dialects: DialectStore;
  now: Clock;
}

/** Operations on the built-in dialects, and on the dialects that the operator registered. */
export const dialectOperations = ({ dialects, now }: DialectPorts): Operations<typeof dialectRoutes> => ({
  createDialect: async ({ body, ...caller }) => {
    const definition = usableDefinition(body);
    const registered = { ...definition, createdAt: new Date(now()).toISOString() };
    const resource = { type: "dialect", id: definition.name } as const;
    const audit = auditEntry(caller, { action: "createDialect", resource, after: dialectView(registered) }, now());
    const taken = findDialect(definition.name) || !(await dialects.createDialect(registered, audit));
    if (taken) throw new Refusal(409, "This name is already taken.", [{ path: "/name", message: "is taken" }]);
    return jsonAnswer(201, dialectView(registered));
  },

  listDialects: async ({ query }) => {
    const all = [...builtInDialects, ...(await dialects.listDialects())].sort((a, b) => (a.name < b.name ? -1 : 1));
    const page = await pageOfList("dialects", query, (request) => slicePage(all, ({ name }) => name, request));
    return jsonAnswer(200, pageView(page, dialectView));
  },

  readDialect: async ({ id }) => {
    const dialect = builtInDialects.find(({ name }) => name === id) ?? (await dialects.getDialect(id));
    if (!dialect) throw notFound();
    return jsonAnswer(200, dialectView(dialect));
  },
});

/** A dialect as the API shows it. A built-in dialect that needs code is shown by name only. */
const dialectView = ({ name, ...definition }: BuiltInDialect | RegisteredDialect) => ({
  name,
  builtIn: !("createdAt" in definition),
  ...definition,
});
