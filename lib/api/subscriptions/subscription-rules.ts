import type { Clock } from "../../core/clock.ts";
import { type Problem, Refusal } from "../../core/errors.ts";
import type { Subscription } from "../../core/model.ts";
import type { AddressPolicy } from "../../core/subscription/address-policy.ts";
import { customHeadersProblem } from "../../core/subscription/custom-headers.ts";
import { urlProblem } from "../../core/subscription/receiver-url.ts";
import { sensitiveProblems } from "../../core/subscription/sensitive-headers.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import type { SubscriptionDialect } from "../../dialects/registry.ts";
import { pointer } from "../http/schema.ts";

/** What the operator's stack options and the dialects say of a subscription's fields. */
export interface SubscriptionRules {
  policy: AddressPolicy;
  allowTlsOptOut: boolean;
  /** Refused with 422 for a name that is none. */
  dialect(subscription: SubscriptionDialect): Dialect;
  /** Of subscriptions that name none, whose tenant has none. */
  defaultDialect: string;
}

type Ruled = Pick<
  Subscription,
  "url" | "pull" | "headers" | "sensitiveHeaders" | "verifyTls" | "dialect" | "definition" | "alsoIn"
>;

/** What is wrong with a subscription beyond the form of its fields. */
export function subscriptionProblems(rules: SubscriptionRules, subscription: Ruled, secret?: string): Problem[] {
  const dialect = rules.dialect(subscription);
  const secretFault = secret === undefined ? undefined : dialect.secretProblem(secret);
  const headers = customHeadersProblem(subscription.headers, dialect.ownHeaders);
  return [
    ...placeProblems(subscription, rules.policy),
    ...(secretFault ? [{ path: "/secret", message: secretFault }] : []),
    ...headers.map(({ name, message }) => ({ path: pointer(name ? ["headers", name] : ["headers"]), message })),
    ...sensitiveProblems(subscription),
    ...(subscription.verifyTls || rules.allowTlsOptOut ? [] : [TLS_OPT_OUT]),
  ];
}

/** It has a URL, or is pulled: then whoever pulls is shown all of its headers. */
function placeProblems({ url, pull, sensitiveHeaders = [] }: Ruled, policy: AddressPolicy): Problem[] {
  const message = pull ? (url === "" ? undefined : PULLED) : url === "" ? NO_URL : urlProblem(url, policy);
  return [...(message ? [{ path: "/url", message }] : []), ...(pull && sensitiveHeaders.length > 0 ? [SHOWN] : [])];
}

const NO_URL = "is required, unless pull is true";
const PULLED = "must be left out: what a pull subscription gets is fetched";
const SHOWN: Problem = {
  path: "/sensitiveHeaders",
  message: "must be left out: a pull subscription shows its headers",
};

const TLS_OPT_OUT: Problem = {
  path: "/verifyTls",
  message: "can't be turned off here: the operator does not allow it",
};

/** What a subscription's POSTs are in now: a second dialect whose time is over has no say any more. */
export const dialectOrRefusal =
  (find: (subscription: SubscriptionDialect) => Dialect | undefined, now: Clock) =>
  ({ alsoIn, ...named }: SubscriptionDialect): Dialect => {
    const isOver = Date.parse(alsoIn?.until ?? "") <= now();
    const dialect = find(isOver ? named : { ...named, alsoIn });
    if (dialect) return dialect;
    throw new Refusal(422, "Unknown dialect.", [{ path: "/dialect", message: "is no dialect" }]);
  };
