import type { components } from "../../client/api.d.ts";
import { filledRows, type NamedValue, valuesByName } from "../../components/form/named-value.ts";
import type { EndpointFields } from "./endpoint-fields.ts";

type NewEndpoint = components["schemas"]["SubscriptionFields"];
type EndpointChange = components["schemas"]["SubscriptionChange"];

/** The request that creates an endpoint. Fields that were left empty get their defaults. */
export function newEndpointBody(fields: EndpointFields, secret: string | undefined): NewEndpoint {
  const { pull, url, events, ordered, orderingKey } = fields;
  const [headers, metadata] = [filledRows(fields.headers), filledRows(fields.metadata)];
  return {
    ...(pull ? { pull } : { url }),
    events: [...events],
    ...filled({ name: fields.name, description: fields.description, filter: fields.filter, dialect: fields.dialect }),
    ...filled({ secret }),
    ...(headers.length > 0 && { headers: valuesByName(headers), ...sensitiveOf(headers) }),
    ...numbersOf(fields),
    ...rateLimitOf(fields),
    ...(ordered && { ordered, ...filled({ orderingKey }) }),
    ...(!fields.verifyTls && { verifyTls: false }),
    ...(!fields.posthornHeaders && { posthornHeaders: false }),
    ...(!fields.active && { active: false }),
    ...(metadata.length > 0 && { metadata: valuesByName(metadata) }),
  };
}

/** The request that changes an endpoint: a JSON Merge Patch with the fields that differ. Empty if nothing does. */
export function endpointChange(before: EndpointFields, after: EndpointFields): EndpointChange {
  const change: EndpointChange = {};
  for (const name of ["name", "description", "filter"] as const) {
    if (after[name] !== before[name]) change[name] = after[name] || null;
  }
  for (const name of ["url", "dialect"] as const) if (after[name] !== before[name]) change[name] = after[name];
  for (const name of ["verifyTls", "posthornHeaders", "active"] as const) {
    if (after[name] !== before[name]) change[name] = after[name];
  }
  for (const name of ["timeoutSeconds", "maxRetries"] as const) {
    if (after[name] !== before[name]) change[name] = after[name] === "" ? null : Number(after[name]);
  }
  if (!sameList(after.events, before.events)) change.events = [...after.events];
  return {
    ...change,
    ...rateLimitChange(before, after),
    ...headersChange(before, after),
    ...metadataChange(before, after),
  };
}

function rateLimitChange(before: EndpointFields, after: EndpointFields): EndpointChange {
  if (after.perSecond === before.perSecond && after.burst === before.burst) return {};
  if (after.perSecond === "" && after.burst === "") return { rateLimit: null };
  const perSecond = after.perSecond === "" ? {} : { perSecond: Number(after.perSecond) };
  return { rateLimit: { ...perSecond, burst: after.burst === "" ? null : Number(after.burst) } };
}

function headersChange(before: EndpointFields, after: EndpointFields): EndpointChange {
  const headers = changedValues(before.headers, after.headers);
  const sensitive = sensitiveNames(filledRows(after.headers));
  const others = !sameList(sensitive, sensitiveNames(before.headers));
  return { ...(headers && { headers }), ...(others && { sensitiveHeaders: sensitive }) };
}

function metadataChange(before: EndpointFields, after: EndpointFields): EndpointChange {
  const metadata = changedValues(before.metadata, after.metadata);
  return metadata ? { metadata } : {};
}

/** null removes an entry. Undefined if nothing changes. */
function changedValues(before: readonly NamedValue[], after: readonly NamedValue[]) {
  const left = filledRows(after);
  const values = new Map(before.map(({ name, value }) => [name, value]));
  const gone = before.filter(({ name }) => !left.some((row) => row.name === name)).map(({ name }) => [name, null]);
  const set = left
    .filter(({ name, value, kept }) => !kept && (values.get(name) !== value || isHidden(before, name)))
    .map(({ name, value }) => [name, value]);
  if (gone.length + set.length === 0) return undefined;
  return Object.fromEntries([...gone, ...set]) as Record<string, string | null>;
}

/** Nobody knows the value of a sensitive header: one that is typed counts as another value. */
const isHidden = (rows: readonly NamedValue[], name: string): boolean =>
  rows.some((row) => row.name === name && row.sensitive === true);

const sensitiveNames = (rows: readonly NamedValue[]): string[] =>
  rows.flatMap(({ name, sensitive }) => (sensitive ? [name] : []));

function sensitiveOf(rows: readonly NamedValue[]): { sensitiveHeaders?: string[] } {
  const names = sensitiveNames(rows);
  return names.length > 0 ? { sensitiveHeaders: names } : {};
}

const numbersOf = ({ timeoutSeconds, maxRetries }: EndpointFields) => ({
  ...(timeoutSeconds !== "" && { timeoutSeconds: Number(timeoutSeconds) }),
  ...(maxRetries !== "" && { maxRetries: Number(maxRetries) }),
});

/** A burst without a rate is sent too: the API says what it lacks. */
function rateLimitOf({ perSecond, burst }: EndpointFields): Pick<NewEndpoint, "rateLimit"> {
  if (perSecond === "" && burst === "") return {};
  const rate = {
    ...(perSecond !== "" && { perSecond: Number(perSecond) }),
    ...(burst !== "" && { burst: Number(burst) }),
  };
  return { rateLimit: rate as NonNullable<NewEndpoint["rateLimit"]> };
}

/** Without the texts that are empty. */
const filled = <T extends Record<string, string | undefined>>(texts: T): Partial<Record<keyof T, string>> =>
  Object.fromEntries(Object.entries(texts).filter(([, value]) => value)) as Partial<Record<keyof T, string>>;

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text, index) => text === other[index]);
