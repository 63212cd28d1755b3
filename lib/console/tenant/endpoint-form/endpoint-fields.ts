import type { components } from "../../client/api.d.ts";
import { type NamedValue, namedValue, namedValuesOf } from "../../components/form/named-value.ts";

type KnownEndpoint = components["schemas"]["Subscription"];

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
    metadata: namedValuesOf(endpoint.metadata),
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
    return { ...namedValue(name, sensitive ? "" : value), sensitive, kept: sensitive };
  });
}

const numberText = (number: number | undefined): string => (number === undefined ? "" : String(number));
