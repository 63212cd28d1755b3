import fc from "fast-check";

const HARD_KEYS = ["__proto__", "constructor", "10", "2", "event", "facts", "toJSON", ""];

const SCALARS = [
  "null",
  "true",
  "-0",
  "1e400",
  "-1e-400",
  "12345678901234567890",
  "1.10",
  '"\\ud800"',
  '"\\u2028"',
  '"\ud800"',
  '"{data}{id}"',
];

const key = fc.oneof(fc.constantFrom(...HARD_KEYS), fc.string()).map((name) => JSON.stringify(name));

const shallow = fc.letrec<Record<"value", string>>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...SCALARS),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
    fc.array(tie("value")).map((items) => `[${items.join(" , ")}]`),
    fc
      .array(fc.tuple(key, tie("value")))
      .map((members) => `{ ${members.map(([name, value]) => `${name}: ${value}`).join(",")} }`),
  ),
})).value;

/**
 * JSON text as producers write it: any spacing, numbers and keys, repeated keys, raw and escaped lone surrogates, and
 * the deepest nesting that an event can have.
 */
export const jsonText = fc
  .tuple(shallow, fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 500 })))
  .map(([text, levels]) => `${'[{"a":'.repeat(levels >> 1)}${text}${"}]".repeat(levels >> 1)}`);
