import fc, { type Arbitrary } from "fast-check";
import type { DocumentedParameter } from "../../../../lib/api/openapi/types.ts";
import type { DocumentedRoute } from "./document.ts";
import { about } from "./paths.ts";
import { fitting, spoilt } from "./values.ts";
import { idsFor, type World } from "./world.ts";

/** A request before it is known which ids and keys there are. */
export interface Planned {
  /** Which of the keys, by name; undefined for none. */
  key: string | undefined;
  /** For each parameter of the path: which of the existing ids, or a string that is not an id. */
  path: Record<string, number | string>;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string | undefined;
}

export interface Sent extends Omit<Planned, "path"> {
  route: string;
  path: Record<string, string>;
}

const OTHER_KEYS = [
  ...["admin", "operator manage", "operator read", "operator producer", "manage", "read", "producer"],
  ...["portal", "wrong", "garbage", undefined],
];

/** Requests to an operation: right ones, and ones with something wrong. */
export function requestsTo(documented: DocumentedRoute): Arbitrary<Planned> {
  const { parameters = [], requestBody } = documented.operation;
  const within = (place: string) => parameters.filter((parameter) => parameter.in === place);
  return fc.record({
    key: fc.oneof(
      { weight: 12, arbitrary: fc.constant(rightKey(documented)) },
      { weight: 3, arbitrary: fc.constantFrom(...OTHER_KEYS) },
    ),
    path: fc.record(Object.fromEntries(within("path").map(({ name }) => [name, IDS]))),
    query: fc.oneof({ weight: 4, arbitrary: queries(within("query")) }, { weight: 1, arbitrary: ODD_QUERIES }),
    headers: headersFor(within("header")),
    body: requestBody ? bodies(requestBody.content["application/json"]) : fc.constantFrom(undefined, undefined, "{}"),
  });
}

/** The name of the key that an operation takes. */
export function rightKey({ operation }: DocumentedRoute): string {
  const kinds = operation["x-keys"]?.map(({ kind }) => kind) ?? [];
  if (kinds.includes("tenant")) return "manage";
  return kinds.length === 1 && kinds[0] === "portal" ? "portal" : "admin";
}

const IDS = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 9 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("__proto__", "..", "sub_", "a/b", "%2e", "💌", "x".repeat(300), " ", "1", "0", "-1"),
  },
);

/** A list's parameters, one of them odd at times. */
const queries = (parameters: DocumentedParameter[]): Arbitrary<Record<string, string>> =>
  fc
    .tuple(
      ...parameters.map(({ name, schema }) =>
        fc.tuple(
          fc.constant(name),
          fc.option(
            fc.oneof({ weight: 3, arbitrary: fitting(schema).map(String) }, { weight: 1, arbitrary: ODD_TEXTS }),
          ),
        ),
      ),
    )
    .map((pairs) => Object.fromEntries(pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))));

// API Gateway joins values of a parameter that comes twice with a comma.
const ODD_TEXTS = fc.constantFrom(
  "",
  "0",
  "-1",
  "251",
  "1,2",
  "1e3",
  " ",
  "null",
  "abc",
  "💌",
  "eyJ9",
  "%",
  "a".repeat(2000),
);
const ODD_QUERIES = fc.dictionary(fc.constantFrom("limit", "after", "extra", "constructor", "a[]"), ODD_TEXTS);

const CONTENT_TYPES = ["application/json", "text/plain", "application/octet-stream", "", "application/json; a=b"];

const headersFor = (parameters: DocumentedParameter[]): Arbitrary<Record<string, string>> =>
  fc
    .tuple(
      fc.constantFrom(...CONTENT_TYPES),
      fc.constantFrom(
        {},
        {},
        ...["mine", "mine-empty", "nobody", "", "é"].map((name) => ({ "posthorn-tenant": name })),
      ),
      ...parameters.map(({ example }) =>
        fc.constantFrom(String(example ?? "x"), "", "*", '"x"', "a b", "a".repeat(300), "é"),
      ),
    )
    .map(([type = "", tenant = {}, ...values]) => ({
      ...tenant,
      ...Object.fromEntries(parameters.map(({ name }, i) => [name, values[i] ?? ""])),
      "content-type": type,
    }));

function bodies(content?: { schema: Record<string, unknown>; example?: unknown }): Arbitrary<string | undefined> {
  const { schema = {}, example } = content ?? {};
  const right = fitting(schema);
  const examples = fc.constant(example);
  return fc.oneof(
    { weight: 3, arbitrary: examples.map(text) },
    { weight: 4, arbitrary: right.map(text) },
    { weight: 4, arbitrary: spoilt(examples).map(text) },
    { weight: 4, arbitrary: spoilt(right).map(text) },
    { weight: 2, arbitrary: ODD_BODIES },
  );
}

const text = (value: unknown): string | undefined => JSON.stringify(value);

const ODD_BODIES = fc.constantFrom(
  undefined,
  ...[
    "",
    "null",
    "[]",
    "{}",
    '""',
    "{",
    '{"a":1,"a":2}',
    "\u0000",
    "\ufeff{}",
    "[".repeat(50_000),
    "1e400",
    "undefined",
  ],
  ...[
    '{"__proto__":1}',
    '{"events":{}}',
    '{"events":[]}',
    '{"events":[null]}',
    '{"toString":1}',
    '{"é":"ÿ"}',
    "'",
    '{"data":1e999}',
  ],
);

/** The request with the ids and keys of a world. */
export function filled({ route }: DocumentedRoute, { path, key, ...planned }: Planned, world: World): Sent {
  const ids = Object.entries(path).map(([name, which]): [string, string] => {
    if (typeof which === "string") return [name, which];
    const { own } = idsFor(route, name, world);
    return [name, own[which % own.length] ?? "none"];
  });
  const body = about(planned.body, world.mine);
  return { ...planned, body, route, path: Object.fromEntries(ids), key: key && world.keys[key] };
}
