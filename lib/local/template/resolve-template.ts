import type { Stack } from "./assembly.ts";

/** The values by which the rest of the template refers to a created resource. */
export interface Created {
  /** The value of `Ref`. */
  ref: string;
  /** The values of `Fn::GetAtt`, by attribute name. */
  attributes?: Record<string, string>;
}

/** The stack of a value, and the chain of resources that are being created for it. The chain reveals cycles. */
export interface Scope {
  stack: Stack;
  path: readonly string[];
}

export interface ResolverContext {
  region: string;
  accountId: string;
  stacks: Stack[];
  /** Creates the resource once, and resolves with the values that refer to it. */
  created(logicalId: string, scope: Scope): Promise<Created>;
}

export type Resolve = (value: unknown, scope: Scope) => Promise<unknown>;

type Intrinsic = (argument: unknown, scope: Scope) => Promise<unknown>;

/**
 * Creates a function that resolves the intrinsic functions in a template's values
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html). It
 * creates the resources that they refer to. Rejects with an error that names an unknown function, resource, attribute
 * or output. `AWS::NoValue` becomes undefined, and its key or list item is left out.
 */
export function createResolver(context: ResolverContext): Resolve {
  const pseudo = (name: string, stack: Stack): unknown => pseudoParameter(name, stack, context);

  async function ref(name: string, scope: Scope): Promise<unknown> {
    if (name.startsWith("AWS::")) return pseudo(name, scope.stack);
    const parameter = scope.stack.parameters[name];
    if (!parameter) return (await context.created(name, scope)).ref;
    if (parameter.Default === undefined || parameter.Type?.startsWith("AWS::SSM::")) {
      throw new Error(`${scope.stack.name}: parameter ${name} has no local value`);
    }
    return parameter.Default;
  }

  async function attribute(logicalId: string, name: string, scope: Scope): Promise<string> {
    const { attributes } = await context.created(logicalId, scope);
    const value = attributes?.[name];
    if (value === undefined)
      throw new Error(`${scope.stack.name}/${logicalId}: the twin does not support the attribute ${name}`);
    return value;
  }

  const intrinsics: Record<string, Intrinsic> = {
    Ref: (name, scope) => ref(String(name), scope),
    "Fn::GetAtt": (argument, scope) => {
      const [logicalId = "", ...name] = typeof argument === "string" ? argument.split(".") : (argument as string[]);
      return attribute(logicalId, name.join("."), scope);
    },
    "Fn::Join": async (argument, scope) => {
      const [delimiter, list] = argument as [string, unknown];
      return ((await resolve(list, scope)) as unknown[]).join(delimiter);
    },
    "Fn::Split": async (argument, scope) => {
      const [delimiter, text] = argument as [string, unknown];
      return String(await resolve(text, scope)).split(delimiter);
    },
    "Fn::Select": async (argument, scope) => {
      const [index, list] = (await resolve(argument, scope)) as [unknown, unknown[]];
      return list[Number(index)];
    },
    "Fn::Sub": async (argument, scope) => {
      const [text, variables] = (typeof argument === "string" ? [argument, {}] : argument) as [string, object];
      return substitute(text, (await resolve(variables, scope)) as Record<string, unknown>, scope);
    },
    "Fn::ImportValue": async (argument, scope) => imported(String(await resolve(argument, scope)), scope),
    "Fn::GetStackOutput": async (argument, scope) => {
      const {
        StackName,
        OutputName,
        Region = context.region,
      } = (await resolve(argument, scope)) as Record<string, string>;
      if (Region !== context.region) throw new Error(`${scope.stack.name}: the twin has no stacks in ${Region}`);
      const stack = context.stacks.find(({ name }) => name === StackName);
      const output = stack?.outputs.get(String(OutputName));
      if (!stack || !output) throw new Error(`${scope.stack.name}: no output ${OutputName} in stack ${StackName}`);
      return resolve(output.value, { ...scope, stack });
    },
    "Fn::If": async (argument, scope) => {
      const [condition, yes, no] = argument as [string, unknown, unknown];
      return resolve((await holds(condition, scope)) ? yes : no, scope);
    },
    "Fn::Equals": async (argument, scope) => {
      const [left, right] = (await resolve(argument, scope)) as unknown[];
      return String(left) === String(right);
    },
    "Fn::And": async (argument, scope) => ((await resolve(argument, scope)) as unknown[]).every(Boolean),
    "Fn::Or": async (argument, scope) => ((await resolve(argument, scope)) as unknown[]).some(Boolean),
    "Fn::Not": async (argument, scope) => !((await resolve(argument, scope)) as unknown[])[0],
    Condition: (name, scope) => holds(String(name), scope),
  };

  async function holds(condition: string, scope: Scope): Promise<boolean> {
    if (!(condition in scope.stack.conditions)) throw new Error(`${scope.stack.name}: no condition ${condition}`);
    return Boolean(await resolve(scope.stack.conditions[condition], scope));
  }

  async function imported(exportName: string, scope: Scope): Promise<unknown> {
    for (const stack of context.stacks) {
      for (const { value, exportName: name } of stack.outputs.values()) {
        if (name === undefined || (await resolve(name, { ...scope, stack })) !== exportName) continue;
        return resolve(value, { ...scope, stack });
      }
    }
    throw new Error(`${scope.stack.name}: no stack exports ${exportName}`);
  }

  async function substitute(text: string, variables: Record<string, unknown>, scope: Scope): Promise<string> {
    const parts = text.split(/(\$\{[^}]+\})/);
    const resolved = parts.map(async (part) => {
      const name = /^\$\{(.+)\}$/.exec(part)?.[1];
      if (name === undefined) return part;
      if (name.startsWith("!")) return `\${${name.slice(1)}}`;
      if (name in variables) return String(variables[name]);
      const [logicalId = "", ...rest] = name.split(".");
      return String(rest.length > 0 ? await attribute(logicalId, rest.join("."), scope) : await ref(name, scope));
    });
    return (await Promise.all(resolved)).join("");
  }

  async function resolve(value: unknown, scope: Scope): Promise<unknown> {
    if (Array.isArray(value)) return present(await Promise.all(value.map((item) => resolve(item, scope))));
    if (typeof value !== "object" || value === null) return value;
    const [only, ...more] = Object.entries(value);
    if (only && more.length === 0 && isIntrinsic(only[0])) return call(only[0], only[1], scope);
    const entries = Object.entries(value).map(async ([key, item]) => [key, await resolve(item, scope)] as const);
    return Object.fromEntries((await Promise.all(entries)).filter(([, item]) => item !== undefined));
  }

  async function call(name: string, argument: unknown, scope: Scope): Promise<unknown> {
    const intrinsic = intrinsics[name];
    const where = scope.path.at(-1) ?? scope.stack.name;
    if (!intrinsic) throw new Error(`${where}: the twin does not support ${name}`);
    return intrinsic(argument, scope);
  }

  return resolve;
}

const isIntrinsic = (key: string): boolean => key === "Ref" || key === "Condition" || key.startsWith("Fn::");

const present = (list: unknown[]): unknown[] => list.filter((item) => item !== undefined);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html */
function pseudoParameter(name: string, stack: Stack, { region, accountId }: ResolverContext): unknown {
  const values: Record<string, string | undefined> = {
    "AWS::Region": region,
    "AWS::AccountId": accountId,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": stack.name,
    "AWS::StackId": `arn:aws:cloudformation:${region}:${accountId}:stack/${stack.name}/00000000-0000-0000-0000-000000000000`,
    "AWS::NoValue": undefined,
  };
  if (!(name in values)) throw new Error(`${stack.name}: the twin does not support the pseudo parameter ${name}`);
  return values[name];
}
