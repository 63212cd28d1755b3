import type { Clock } from "../clock.ts";
import { type Problem, Refusal } from "../errors.ts";
import { jsonPointer } from "../kit/json-pointer.ts";
import type { Subscription } from "../model/subscription.ts";
import { type AddressPolicy, withOwnHosts } from "./address-policy.ts";
import { customHeadersProblem } from "./custom-headers.ts";
import { urlProblem } from "./receiver-url.ts";
import { sensitiveProblems } from "./sensitive-headers.ts";

/** The fields of a subscription that choose its dialect. */
export type DialectChoice = Pick<Subscription, "dialect" | "definition" | "alsoIn">;

/** What a dialect demands of a subscription. */
export interface DialectDemands {
  /** Lower-case names of the headers that the dialect sets itself. */
  ownHeaders: readonly string[];
  /** Tells what is wrong with a secret. Returns undefined if nothing is wrong. */
  secretProblem(secret: string): string | undefined;
  /** Tells why the dialect can't carry an event type or pattern. */
  typeProblem?: (pattern: string) => string | undefined;
}

/** Rules for a subscription's fields, from the operator's stack options and from the dialects. */
export interface SubscriptionRules<D extends DialectDemands = DialectDemands> {
  policy: AddressPolicy;
  allowTlsOptOut: boolean;
  /** Throws a 422 `Refusal` for an unknown name. */
  dialect(choice: DialectChoice): D;
  /** For a subscription that names no dialect and whose tenant has no default. */
  defaultDialect: string;
}

/** The rules for a request to an API with these host names: no subscription may point there. */
export const besideApi = <R extends Pick<SubscriptionRules, "policy">>(
  rules: R,
  apiHosts: readonly string[] = [],
): R => ({
  ...rules,
  policy: withOwnHosts(rules.policy, apiHosts),
});

type RuledFields = DialectChoice &
  Pick<
    Subscription,
    "url" | "pull" | "events" | "headers" | "sensitiveHeaders" | "verifyTls" | "ordered" | "orderingKey"
  >;

/** Checks a subscription beyond the form of its fields. */
export function subscriptionProblems(rules: SubscriptionRules, fields: RuledFields, secret?: string): Problem[] {
  const dialect = rules.dialect(fields);
  return [
    ...placeProblems(fields, rules.policy),
    ...typeProblems(dialect, fields.events),
    ...secretProblems(dialect, secret),
    ...customHeadersProblem(fields.headers, dialect.ownHeaders).map(({ name, message }) => ({
      path: jsonPointer(name ? ["headers", name] : ["headers"]),
      message,
    })),
    ...sensitiveProblems(fields),
    ...orderProblems(fields),
    ...(fields.verifyTls || rules.allowTlsOptOut ? [] : [TLS_OPT_OUT]),
  ];
}

/** A `*` is always allowed: the subscription then gets other types too, in their own form, rather than lose them. */
const typeProblems = ({ typeProblem }: DialectDemands, events: readonly string[]): Problem[] =>
  events.flatMap((pattern, index) => {
    const message = typeProblem?.(pattern);
    return message ? [{ path: `/events/${index}`, message }] : [];
  });

/** Checks a secret against the form that its dialect demands. */
export function secretProblems(dialect: Pick<DialectDemands, "secretProblem">, secret: string | undefined): Problem[] {
  const message = secret === undefined ? undefined : dialect.secretProblem(secret);
  return message ? [{ path: "/secret", message }] : [];
}

/** A pull subscription shows all of its headers to the caller that pulls, so its headers can't be sensitive. */
function placeProblems({ url, pull, sensitiveHeaders = [] }: RuledFields, policy: AddressPolicy): Problem[] {
  const message = pull
    ? pulledUrlProblem(url)
    : url === ""
      ? "is required, unless pull is true"
      : urlProblem(url, policy);
  const shown = pull && sensitiveHeaders.length > 0;
  return [...(message ? [{ path: "/url", message }] : []), ...(shown ? [SHOWN_HEADERS] : [])];
}

/** A stream shows a pull subscription's deliveries in order anyway. */
const orderProblems = ({ pull, ordered, orderingKey }: RuledFields): Problem[] => [
  ...(pull && ordered ? [{ path: "/ordered", message: "must be left out: a pull subscription has a stream" }] : []),
  ...(orderingKey !== undefined && !ordered ? [{ path: "/orderingKey", message: "needs ordered: true" }] : []),
];

const pulledUrlProblem = (url: string): string | undefined =>
  url === "" ? undefined : "must be left out: a pull subscription has no URL";

const SHOWN_HEADERS: Problem = {
  path: "/sensitiveHeaders",
  message: "must be left out: a pull subscription shows its headers",
};

const TLS_OPT_OUT: Problem = { path: "/verifyTls", message: "can't be false: the operator doesn't allow it" };

/** Finds the dialect that a subscription uses now. A second dialect counts until its `until`. */
export const dialectOrRefusal =
  <D>(find: (choice: DialectChoice) => D | undefined, now: Clock) =>
  ({ alsoIn, ...first }: DialectChoice): D => {
    const isOver = Date.parse(alsoIn?.until ?? "") <= now();
    const dialect = find(isOver ? first : { ...first, alsoIn });
    if (dialect) return dialect;
    throw new Refusal(422, "Unknown dialect.", [{ path: "/dialect", message: "is not a known dialect" }]);
  };
