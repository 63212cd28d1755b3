import { pointer } from "../../lib/contract/schema.ts";
import { type AddressPolicy, urlProblem } from "../../lib/core/address-policy.ts";
import { customHeadersProblem } from "../../lib/core/custom-headers.ts";
import { type Problem, Refusal } from "../../lib/core/errors.ts";
import type { Subscription } from "../../lib/core/model.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import type { SubscriptionDialect } from "../../lib/dialects/registry.ts";

/** What the operator's stack options and the dialects say of a subscription's fields. */
export interface SubscriptionRules {
  policy: AddressPolicy;
  allowTlsOptOut: boolean;
  /** Refused with 422 for a name that is none. */
  dialect(subscription: SubscriptionDialect): Dialect;
  /** Of subscriptions that name none, whose tenant has none. */
  defaultDialect: string;
}

type Ruled = Pick<Subscription, "url" | "headers" | "verifyTls" | "dialect" | "definition" | "alsoIn">;

/** What is wrong with a subscription beyond the form of its fields. */
export function subscriptionProblems(rules: SubscriptionRules, subscription: Ruled, secret?: string): Problem[] {
  const dialect = rules.dialect(subscription);
  const url = urlProblem(subscription.url, rules.policy);
  const secretFault = secret === undefined ? undefined : dialect.secretProblem(secret);
  const headers = customHeadersProblem(subscription.headers, dialect.ownHeaders);
  return [
    ...(url ? [{ path: "/url", message: url }] : []),
    ...(secretFault ? [{ path: "/secret", message: secretFault }] : []),
    ...headers.map(({ name, message }) => ({ path: pointer(name ? ["headers", name] : ["headers"]), message })),
    ...(subscription.verifyTls || rules.allowTlsOptOut ? [] : [TLS_OPT_OUT]),
  ];
}

const TLS_OPT_OUT: Problem = {
  path: "/verifyTls",
  message: "can't be turned off here: the operator does not allow it",
};

export const dialectOrRefusal =
  (find: (subscription: SubscriptionDialect) => Dialect | undefined) =>
  (subscription: SubscriptionDialect): Dialect => {
    const dialect = find(subscription);
    if (dialect) return dialect;
    throw new Refusal(422, "Unknown dialect.", [{ path: "/dialect", message: "is no dialect" }]);
  };
