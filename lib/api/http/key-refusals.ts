import { Refusal } from "../../core/errors.ts";
import type { Role } from "../../core/model/api-key.ts";
import type { Capability } from "../../core/portal/capabilities.ts";

/** The refusals of keys. Only a caller whose key works learns which one a request needs. */
export const unauthorized = (): Refusal =>
  new Refusal(401, "The request has no valid key. Send `Authorization: Bearer <key>`.");

export const sessionOver = (): Refusal => new Refusal(401, "Your session in the console is over. Sign in again.");

export const sessionNeeded = (): Refusal =>
  new Refusal(403, "This request is about a session of the console, and needs its cookie. This is a key.");

export const roleNeeded = (needed: readonly Role[], role: Role): Refusal =>
  new Refusal(403, `This request needs a key with the role ${either(needed)}. This key has the role \`${role}\`.`);

export const operatorNeeded = (needed: readonly Role[]): Refusal =>
  new Refusal(
    403,
    `This request needs the operator's key: the admin key, or an operator key with the role ${either(needed)}. ` +
      "This is a tenant's key.",
  );

export const adminKeyNeeded = (): Refusal => new Refusal(403, "This request needs the operator's admin key.");

const AT_HEADER = "/headers/posthorn-tenant";

export const tenantNeeded = (): Refusal =>
  new Refusal(
    403,
    "This is the operator's key, and the request concerns one tenant. Send the tenant's id in the header " +
      "`posthorn-tenant`, or use a tenant's key.",
    [{ path: AT_HEADER, message: "is required with the operator's key" }],
  );

export const otherTenant = (): Refusal =>
  new Refusal(403, "This key belongs to another tenant than the one in the header `posthorn-tenant`.", [
    { path: AT_HEADER, message: "must be left out, or name the key's own tenant" },
  ]);

export const keyOfOtherTenant = (): Refusal => new Refusal(403, "This key belongs to another tenant.");

export const unknownTenant = (): Refusal =>
  new Refusal(404, "No tenant has the ID in the header `posthorn-tenant`.", [
    { path: AT_HEADER, message: "is not the ID of a tenant" },
  ]);

/** Names the first capability that a portal token lacks. */
export const capabilityNeeded = (capability: Capability): Refusal =>
  new Refusal(403, `This request needs a portal token with the capability \`${capability}\`.`);

export const keyNeeded = (): Refusal =>
  new Refusal(403, "This request needs a key. A portal token can't make it, whatever its capabilities.");

export const portalTokenNeeded = (): Refusal =>
  new Refusal(403, "This request is about a portal session, and needs the access token of one. This is a key.");

const either = (roles: readonly Role[]): string => roles.map((role) => `\`${role}\``).join(" or ");
