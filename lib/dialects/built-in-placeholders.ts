import { rawMembers } from "../core/kit/raw-json.ts";
import { type BodyPlaceholders, operatorPlaceholders } from "./body-template.ts";

/** Body placeholders that only built-in dialects can use. Each serves the receivers of one product. */
const ONLY_BUILT_IN: BodyPlaceholders = {
  inString: {
    subscriptionName: ({ subscription }) => subscription.name ?? "",
    // A rule or webhook that moved to Posthorn keeps the id that its receivers know.
    ruleId: ({ subscription: { id, metadata } }) => metadata.ruleId ?? id,
    webhookId: ({ subscription: { id, metadata } }) => metadata.webhookId ?? id,
    occurredAtMicros: ({ event }) => `${event.occurredAt.slice(0, -1)}000Z`,
  },
  wholeValue: {
    // Numbers that a double can't hold lose precision.
    normalizedData: ({ event }) => JSON.stringify(JSON.parse(event.data)),
    facts: ({ event }) => factsOf(event.data),
    subjectKey: ({ event }) => subjectKeyOf(event.data),
    idEventAndData: ({ id, type, event }) => idEventAndData(id, type, event.data),
  },
};

/** All placeholders of built-in dialects. */
export const builtInPlaceholders: BodyPlaceholders = {
  inString: { ...operatorPlaceholders.inString, ...ONLY_BUILT_IN.inString },
  wholeValue: { ...operatorPlaceholders.wholeValue, ...ONLY_BUILT_IN.wholeValue },
};

/** Whether operators' own dialects lack the placeholder. */
export const isOnlyBuiltIn = (name: string): boolean =>
  Object.hasOwn(ONLY_BUILT_IN.inString, name) || Object.hasOwn(ONLY_BUILT_IN.wholeValue, name);

/** The raw JSON text of the data's `facts`. Without that member, the data itself is the facts. */
const factsOf = (data: string): string => membersOf(data).get("facts") ?? data;

const subjectKeyOf = (data: string): string =>
  membersOf(factsOf(data)).get("outcomeKey") ?? membersOf(data).get("subjectKey") ?? '""';

const membersOf = (json: string): Map<string, string> => (isObject(json) ? rawMembers(json) : new Map());

const isObject = (json: string): boolean => json.trimStart().startsWith("{");

/** An object with the id, the type as `event`, and the data's members, or `data` if the data is not an object. */
function idEventAndData(id: string, type: string, data: string): string {
  const members = isObject(data) ? rawMembers(data) : new Map([["data", data]]);
  // A second `id` or `event` would hide the first.
  for (const name of ["id", "event"]) members.delete(name);
  const texts = [...members].map(([key, raw]) => `,${JSON.stringify(key)}:${raw}`);
  return `{"id":${JSON.stringify(id)},"event":${JSON.stringify(type)}${texts.join("")}}`;
}
