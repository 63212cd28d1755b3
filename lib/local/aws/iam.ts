/** A statement of a role's policy in the template, with its references resolved. */
export type PolicyStatement = Readonly<Record<string, unknown>>;

export type PolicyDecision = "allowed" | "denied" | "not-allowed";

/** Decides whether a call is allowed. A call that no statement allows is not allowed. */
export type Policy = (action: string, resource: string) => PolicyDecision;

type Test = (text: string) => boolean;

interface CompiledStatement {
  effect: "Allow" | "Deny";
  covers(action: string, resource: string): boolean;
}

/**
 * Compiles a role's statements by the rules of identity-based policies: a Deny wins over an Allow, and the default is
 * to refuse (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 *
 * Throws an error that names the role and the statement when a form is not supported (conditions, `NotAction`, policy
 * variables …). A policy that is only half understood would prove nothing.
 */
export function compilePolicy(role: string, statements: readonly PolicyStatement[]): Policy {
  const compiled = statements.map((statement, index) => compileStatement(statement, nameOf(role, statement, index)));
  return function decide(action, resource) {
    const effects = compiled.filter((one) => one.covers(action, resource)).map((one) => one.effect);
    if (effects.includes("Deny")) return "denied";
    return effects.includes("Allow") ? "allowed" : "not-allowed";
  };
}

const nameOf = (role: string, { Sid }: PolicyStatement, index: number): string =>
  `policy of ${role}, statement ${index + 1}${Sid ? ` (${Sid})` : ""}`;

const KNOWN_MEMBERS = new Set(["Sid", "Effect", "Action", "Resource"]);

function compileStatement(statement: PolicyStatement, name: string): CompiledStatement {
  const unknown = Object.keys(statement).filter((member) => !KNOWN_MEMBERS.has(member));
  if (unknown.length > 0) throw new Error(`${name}: the twin does not support ${unknown.join(", ")}`);
  const { Effect: effect } = statement;
  if (effect !== "Allow" && effect !== "Deny") throw new Error(`${name}: Effect must be Allow or Deny`);
  const actions = patternsOf(statement, "Action", name).map(actionTest);
  const resources = patternsOf(statement, "Resource", name).map((pattern) => resourceTest(pattern, name));
  return {
    effect,
    covers: (action, resource) => actions.some((test) => test(action)) && resources.some((test) => test(resource)),
  };
}

function patternsOf(statement: PolicyStatement, member: string, name: string): string[] {
  const patterns = [statement[member]].flat();
  for (const pattern of patterns) {
    if (typeof pattern !== "string") throw new Error(`${name}: ${member} must be a string or an array of strings`);
    if (pattern.includes("${")) throw new Error(`${name}: the twin does not support the policy variable in ${pattern}`);
  }
  return patterns as string[];
}

/** Action names are case-insensitive. */
function actionTest(pattern: string): Test {
  const expression = glob(pattern, "is");
  return (action) => expression.test(action);
}

/**
 * An ARN has six segments, and the last one may contain colons. A wildcard matches only within its segment
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
 */
function resourceTest(pattern: string, name: string): Test {
  if (pattern === "*") return () => true;
  const segments = segmentsOf(pattern).map((segment) => glob(segment, "s"));
  if (segments.length < 6) throw new Error(`${name}: ${pattern} is not an ARN`);
  return (resource) => {
    const parts = segmentsOf(resource);
    return parts.length === 6 && segments.every((segment, index) => segment.test(parts[index] ?? ""));
  };
}

function segmentsOf(arn: string): string[] {
  const parts = arn.split(":");
  return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}

const glob = (pattern: string, flags: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[\\^$.+|()[\]{}]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    flags,
  );
