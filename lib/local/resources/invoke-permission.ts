import type { InvokePermission, Plan } from "./plan.ts";

/**
 * Throws unless the template lets a service invoke a function. On AWS, such a stack would deploy, but every invocation
 * would fail (https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html).
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

/** Matches a pattern in which `*` stands for any characters. */
export function like(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.+?|()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(text);
}
