import type { components } from "../../client/api.d.ts";

type KnownEndpoint = components["schemas"]["Subscription"];

/** A header or an entry of the metadata, as it is typed. */
export interface NamedValue {
  /** Identifies the row while its name changes. */
  key: number;
  name: string;
  value: string;
  /** The value is stored encrypted, and never shown again. */
  sensitive?: boolean;
  /** A sensitive header keeps the value that it has. */
  kept?: boolean;
}

/** What somebody has typed about an endpoint. Numbers are text, and an empty text is the default. */
export interface EndpointFields {
  pull: boolean;
  url: string;
  name: string;
  description: string;
  events: readonly string[];
  filter: string;
  dialect: string;
  headers: readonly NamedValue[];
  metadata: readonly NamedValue[];
  timeoutSeconds: string;
  maxRetries: string;
  perSecond: string;
  burst: string;
  ordered: boolean;
  orderingKey: string;
  verifyTls: boolean;
  posthornHeaders: boolean;
  active: boolean;
}

export const NEW_ENDPOINT: EndpointFields = {
  pull: false,
  url: "",
  name: "",
  description: "",
  events: [],
  filter: "",
  dialect: "",
  headers: [],
  metadata: [],
  timeoutSeconds: "",
  maxRetries: "",
  perSecond: "",
  burst: "",
  ordered: false,
  orderingKey: "",
  verifyTls: true,
  posthornHeaders: true,
  active: true,
};

/** An endpoint as the form begins with it. */
export function fieldsOf(endpoint: KnownEndpoint): EndpointFields {
  const { pull = false, url = "", name = "", description = "", filter = "", rateLimit } = endpoint;
  const { events, dialect, ordered = false, orderingKey = "", verifyTls, posthornHeaders = true, active } = endpoint;
  const what = { pull, url, name, description, events, filter, dialect, ordered, orderingKey, verifyTls, active };
  return {
    ...what,
    posthornHeaders,
    headers: headersOf(endpoint),
    metadata: Object.entries(endpoint.metadata).map(([entry, value]) => ({ key: nextKey(), name: entry, value })),
    timeoutSeconds: String(endpoint.timeoutSeconds),
    maxRetries: String(endpoint.maxRetries),
    perSecond: numberText(rateLimit?.perSecond),
    burst: numberText(rateLimit?.burst),
  };
}

function headersOf({ headers, sensitiveHeaders = [] }: KnownEndpoint): NamedValue[] {
  const hidden = new Set(sensitiveHeaders.map((name) => name.toLowerCase()));
  return Object.entries(headers).map(([name, value]) => {
    const sensitive = hidden.has(name.toLowerCase());
    return { key: nextKey(), name, value: sensitive ? "" : value, sensitive, kept: sensitive };
  });
}

const numberText = (number: number | undefined): string => (number === undefined ? "" : String(number));

let keys = 0;
const nextKey = (): number => ++keys;

/** A row to type into. */
export const emptyRow = (): NamedValue => ({ key: nextKey(), name: "", value: "" });
