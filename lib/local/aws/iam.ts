/** A statement of a role's policy as it stands in the template, references resolved. */
export type PolicyStatement = Readonly<Record<string, unknown>>;

export type Decision = "allowed" | "denied" | "not-allowed";

/** Tells whether a call is allowed. Whatever no statement allows is not. */
export type Policy = (action: string, resource: string) => Decision;

type Test = (text: string) => boolean;

interface CompiledStatement {
  effect: "Allow" | "Deny";
  covers(action: string, resource: string): boolean;
}

/**
 * Compiles a role's statements by the rules of identity-based policies: a Deny wins, then an Allow, and the default
 * is no (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 *
 * Throws, naming the role and the statement, on any form that it does not know (conditions, `NotAction`, policy
 * variables …): a policy that is half understood would prove nothing.
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
  if (unknown.length > 0) throw new Error(`${name}: ${unknown.join(", ")} is not understood locally`);
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
    if (typeof pattern !== "string") throw new Error(`${name}: ${member} must be a string or a list of strings`);
    if (pattern.includes("${")) throw new Error(`${name}: the policy variable in ${pattern} is not understood locally`);
  }
  return patterns as string[];
}

/** Action names are compared without regard to case. */
function actionTest(pattern: string): Test {
  const expression = glob(pattern, "is");
  return (action) => expression.test(action);
}

/**
 * A wildcard stays within its segment of an ARN, of which there are six; the last one holds the rest, colons and
 * all (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
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
