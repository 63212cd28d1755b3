import type { RolePlan } from "../../../lib/local/resources/plan.ts";
import type { Twin } from "../../../lib/local/twin.ts";

export interface Grant {
  /** Name of the role. */
  role: string;
  action: string;
  resource: string;
}

/**
 * The grants of a twin's roles, one for each action on each resource. Leaves out logs, which the twin does not keep.
 */
function grantsOf(roles: RolePlan[]): Grant[] {
  return roles
    .flatMap(({ name, statements }) =>
      statements.flatMap(({ Action, Resource }) =>
        list(Action).flatMap((action) => list(Resource).map((resource) => ({ role: name, action, resource }))),
      ),
    )
    .filter(({ action }) => !action.startsWith("logs:"));
}

/** The grants that no call has used. */
export function unusedGrants({ roles, usage }: Pick<Twin, "roles" | "usage">): Grant[] {
  const used = usage();
  return grantsOf(roles).filter(
    ({ role, action, resource }) =>
      !used.some((one) => one.principal === role && one.action === action && like(resource, one.resource)),
  );
}

const list = (value: unknown): string[] => [value].flat().map(String);

const like = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[\\^$.+?|()[\]{}]/g, "\\$&").replaceAll("*", ".*")}$`).test(text);

/**
 * A grant without its stack, account and random parts, such as `Deliver sqs:ReceiveMessage posthorn-dev-deliveries`.
 */
export function shortName({ role, action, resource }: Grant): string {
  const construct = role.split("-").find((part) => /Role[0-9A-F]{8}$/.test(part)) ?? role;
  return `${construct.replace(/Role[0-9A-F]{8}$/, "")} ${action} ${resource.split(":").slice(5).join(":")}`;
}
