import { randomBytes } from "node:crypto";
import { AwsError } from "./aws-error.ts";
import type { Permission } from "./call-permissions.ts";
import { compilePolicy, type Policy, type PolicyStatement } from "./iam.ts";

export interface PrincipalCredentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** A permission that a principal has used. */
export interface UsedPermission extends Permission {
  principal: string;
}

export interface Principals {
  /** Adds a caller. Throws on a statement that is not supported; see `compilePolicy`. */
  add(name: string, statements: readonly PolicyStatement[]): PrincipalCredentials;
  /**
   * Throws `AccessDeniedException` unless the key's principal has them. An unknown key is the operator's, who has all.
   */
  authorize(accessKeyId: string, permissions: () => Permission[]): void;
  /** The distinct permissions used so far. */
  usage(): UsedPermission[];
}

/**
 * Creates the register of callers by access key. Signatures are not verified: the keys tell functions apart, but they
 * do not keep out other programs on this machine.
 */
export function createPrincipals(): Principals {
  const principals = new Map<string, { name: string; policy: Policy }>();
  const used = new Map<string, UsedPermission>();

  return {
    add(name, statements) {
      const policy = compilePolicy(name, statements);
      const accessKeyId = `AKIA${randomBytes(8).toString("hex").toUpperCase()}`;
      principals.set(accessKeyId, { name, policy });
      return { accessKeyId, secretAccessKey: randomBytes(30).toString("base64") };
    },

    authorize(accessKeyId, permissions) {
      const principal = principals.get(accessKeyId);
      if (!principal) return;
      for (const { action, resource } of permissions()) {
        const key = `${principal.name} ${action} ${resource}`;
        if (used.has(key)) continue;
        const decision = principal.policy(action, resource);
        if (decision !== "allowed") throw accessDenied(principal.name, action, resource, decision === "denied");
        used.set(key, { principal: principal.name, action, resource });
      }
    },

    usage: () => [...used.values()],
  };
}

function accessDenied(name: string, action: string, resource: string, explicitly: boolean): AwsError {
  const reason = explicitly
    ? "with an explicit deny in an identity-based policy"
    : `because no identity-based policy allows the ${action} action`;
  const message = `User: ${name} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
  return new AwsError("AccessDeniedException", message);
}
