import type { Clock } from "../../core/clock.ts";
import { Refusal } from "../../core/errors.ts";
import type { DialectStore, RegisteredDialect } from "../../dialects/definition.ts";
import { type BuiltInDialect, builtInDialects, findDialect } from "../../dialects/registry.ts";
import type { Operation } from "../http/guards.ts";
import { pageView, readPage, slicePage } from "../http/pages.ts";
import { jsonAnswer } from "../http/problem-json.ts";
import { notFound } from "../http/requests.ts";
import { readDefinition } from "./definition-schema.ts";

export interface DialectPorts {
  dialects: DialectStore;
  now: Clock;
}

/** The dialects: ours, and those that the operator registered. */
export function dialectOperations({ dialects, now }: DialectPorts) {
  const create: Operation = async ({ json }) => {
    const definition = readDefinition(json());
    const registered = { ...definition, createdAt: new Date(now()).toISOString() };
    const taken = findDialect(definition.name) || !(await dialects.createDialect(registered));
    if (taken) throw new Refusal(409, "There is a dialect with this name.", [{ path: "/name", message: "is taken" }]);
    return jsonAnswer(201, dialectView(registered));
  };

  const list: Operation = async ({ query }) => {
    const page = readPage(query);
    const all = [...builtInDialects, ...(await dialects.listDialects())].sort((a, b) => (a.name < b.name ? -1 : 1));
    return jsonAnswer(
      200,
      pageView(
        slicePage(all, ({ name }) => name, page),
        dialectView,
      ),
    );
  };

  const read: Operation = async ({ id }) => {
    const dialect = builtInDialects.find(({ name }) => name === id) ?? (await dialects.getDialect(id));
    if (!dialect) throw notFound();
    return jsonAnswer(200, dialectView(dialect));
  };

  return { create, list, read };
}

/** One of ours is data too, unless it takes code to make it; only a registered one has a date. */
const dialectView = ({ name, ...definition }: BuiltInDialect | RegisteredDialect) => ({
  name,
  builtIn: !("createdAt" in definition),
  ...definition,
});
