import type { InvokePermission, Plan } from "./plan.ts";

/**
 * Throws unless the template lets a service invoke a function: in the cloud the stack would deploy, and each
 * invocation fail (https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html).
 */
export function requirePermission(
  plan: Plan,
  { functionName, principal, sourceArn }: Required<InvokePermission>,
): void {
  const permitted = plan.permissions.some(
    (one) =>
      one.functionName === functionName &&
      one.principal === principal &&
      (one.sourceArn === undefined || like(one.sourceArn, sourceArn ?? "")),
  );
  if (!permitted) throw new Error(`the template does not let ${sourceArn} invoke ${functionName}`);
}

/** Compares with a pattern in which `*` stands for anything. */
function like(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.+?|()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(text);
}
