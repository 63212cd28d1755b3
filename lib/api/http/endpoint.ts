import type { $ZodType, output } from "zod/v4/core";
import type { Actor } from "../../core/audit/audit-entry.ts";
import type { Role } from "../../core/model/api-key.ts";
import type { TenantRef } from "../../core/model/tenant.ts";
import type { Capability, PortalLimited } from "../../core/portal/capabilities.ts";
import type { ApiAnswer } from "./answers.ts";
import type { ConsoleRequest } from "./console-request.ts";

/** A method and a path, in API Gateway's notation: `GET /api/v1/events/{id}`. */
export type RouteKey = `${"GET" | "POST" | "PATCH" | "DELETE"} /${string}`;

/**
 * The keys that an endpoint accepts. `reads`, `changes` and `produces` take a key in one of the roles below: a tenant's
 * own, or the operator's together with a header that names the tenant. `operatorReads` and `operatorChanges` take an
 * operator's key only, `adminOrReads` takes either, `admin` takes the admin key only, and `none` needs no key.
 * `tenantOrOperatorReads` and `tenantOrOperatorChanges` take an operator's key, or a key of the tenant that the path's
 * `{id}` names. The admin key has the role `manage`. `portal` takes a token of the portal only, and an endpoint with `capabilities` takes one too.
 *
 * `console` takes a session of the console, and `consolePage` needs no key: only the console
 * host serves the two. At that host, a session does for every endpoint that takes the key which signed in.
 */
export type Access =
  | "none"
  | "admin"
  | "console"
  | "consolePage"
  | "portal"
  | "tenantOrOperatorReads"
  | "tenantOrOperatorChanges"
  | "operatorReads"
  | "operatorChanges"
  | "adminOrReads"
  | keyof typeof ROLES;

/** The roles of keys for each access. */
export const ROLES = {
  reads: ["read", "manage"],
  changes: ["manage"],
  produces: ["producer", "manage"],
} as const satisfies Record<string, readonly Role[]>;

/**
 * One endpoint of the HTTP API, declared once: the dispatcher, the OpenAPI document and the stack read it. Prose and
 * examples for the document are in `*-docs.ts`, which no bundle contains.
 */
export interface Endpoint {
  route: RouteKey;
  /** Further routes to the same operation, by their `operationId`. */
  aliases?: Readonly<Record<string, RouteKey>>;
  access: Access;
  /**
   * What a token of the portal must allow: all of these capabilities. Without them, the endpoint takes no such token.
   * Whether a subscription is in the token's scope is checked before the operation if the path names the subscription,
   * and by the operation otherwise.
   */
  capabilities?: readonly Capability[];
  /** A request with an `Idempotency-Key` is processed once. */
  onceOnly?: true;
  /** The request headers that the operation reads. */
  headers?: readonly string[];
  /** Checks the query string. Without it, the query string is ignored. */
  query?: $ZodType;
  /** Checks the JSON body. Without it, the body is ignored. */
  body?: EndpointBody;
  /** Statuses of success. */
  answers: readonly number[];
  /**
   * Statuses of problems that are specific to this endpoint. Other statuses follow from its access, parameters and
   * body.
   */
  refusals?: readonly number[];
}

export interface EndpointBody<S extends $ZodType = $ZodType> {
  schema: S;
  /** A request may leave out the body: it counts as `{}`. */
  optional?: true;
  /** Callers choose names of members in the body, and could choose a name that would be lost (see `lostNames`). */
  freeNames?: true;
  /**
   * The member that carries a caller's own JSON. The operation gets its text as it was sent, with numbers that a double
   * can't hold. The schema must output text for it.
   */
  asSent?: string;
}

/** Endpoints by their OpenAPI `operationId`. */
export type Endpoints = Readonly<Record<string, Endpoint>>;

/** Declares endpoints, and keeps their exact types. */
export const endpoints = <const R extends Endpoints>(routes: R): R => routes;

/** The names in a route's braces. */
type ParametersOf<Route extends string> = Route extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParametersOf<Rest>
  : never;

/** Who sent a request. */
export interface Caller extends TenantRef, PortalLimited {
  /** The tenant that the request is about. Empty for the operator's own requests, and without a key. */
  tenantId: string;
  /** Empty without a tenant. */
  incarnation: string;
  /** When the tenant was created. Empty without a tenant. */
  since: string;
  /**
   * The id of the key, or of the portal session: `admin` if the admin key acts for a tenant. Empty for its other requests,
   * and without a key.
   */
  keyId: string;
  /** Who made the request, for the audit log. Absent for a key. */
  actor?: Actor | undefined;
  /** When the version of the admin key was created, if the request has this key. */
  keySince?: string;
}

/** A request after all checks, as its endpoint declares it. */
export interface EndpointRequest<E extends Endpoint> extends Caller {
  /** The `{id}` of the path, or empty. */
  id: string;
  params: Readonly<Record<ParametersOf<E["route"]>, string>>;
  /** The host names of the API that the request came in at. */
  apiHosts: readonly string[];
  /** Undefined unless the request came in at the console host. */
  console?: ConsoleRequest | undefined;
  query: E extends { query: infer S extends $ZodType } ? output<S> : undefined;
  body: E extends { body: { schema: infer S extends $ZodType } } ? output<S> : undefined;
  /** One of the declared headers, by its lower-case name. */
  header(name: E extends { headers: readonly (infer Name)[] } ? Name : never): string | undefined;
}

/** What an endpoint does. The statuses of its answers are the declared ones. */
export type OperationOf<E extends Endpoint> = (request: EndpointRequest<E>) => Promise<ApiAnswer<E["answers"][number]>>;

/** The operations of some endpoints: `tsc` fails when one is missing, or when there is one too many. */
export type Operations<R extends Endpoints> = { readonly [Id in keyof R]: OperationOf<R[Id]> };

/** The routes of an endpoint, aliases included. */
export const routesTo = ({ route, aliases }: Endpoint): RouteKey[] => Object.values({ route, ...aliases });
