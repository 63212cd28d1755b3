import { type Assembly, resourceName, type TemplateResource } from "./assembly.ts";
import { type Created, createResolver, type Scope } from "./resolve-template.ts";

/** Creates a resource of one type. Its properties are resolved. */
export type Handler = (properties: Record<string, unknown>, resource: TemplateResource) => Created | Promise<Created>;

/** By resource type, such as `AWS::SQS::Queue`. */
export type Handlers = Record<string, Handler>;

export interface DeployOptions {
  region: string;
  accountId: string;
  handlers: Handlers;
}

export interface Deployed {
  /** Resource types without a handler, with the number of resources of each. */
  notRun: Map<string, number>;
  /** The outputs of all stacks, by output name. */
  outputs: Record<string, unknown>;
}

/**
 * Creates the resources of an assembly in the order of their dependencies. Skips a resource without a handler, unless
 * another resource refers to it: then it rejects. The error's message names the resource.
 */
export async function deployTemplate(assembly: Assembly, options: DeployOptions): Promise<Deployed> {
  const { stacks } = assembly;
  const started = new Map<TemplateResource, Promise<Created>>();
  const resolve = createResolver({ region: options.region, accountId: options.accountId, stacks, created });

  function created(logicalId: string, { stack, path }: Scope): Promise<Created> {
    const resource = stack.resources.get(logicalId);
    if (!resource)
      throw new Error(`${path.at(-1) ?? stack.name} refers to ${logicalId}, which does not exist in ${stack.name}`);
    const name = resourceName(resource);
    if (path.includes(name)) throw new Error(`the resources form a cycle: ${[...path, name].join(" → ")}`);
    const promise = started.get(resource) ?? create(resource, [...path, name]);
    started.set(resource, promise);
    return promise;
  }

  async function create(resource: TemplateResource, path: string[]): Promise<Created> {
    const handler = options.handlers[resource.type];
    const name = resourceName(resource);
    if (!handler)
      throw new Error(`${path.at(-2) ?? "the twin"} needs ${name}, but the twin cannot run ${resource.type}`);
    const scope: Scope = { stack: resource.stack, path };
    for (const id of resource.dependsOn) if (runs(resource.stack.resources.get(id))) await created(id, scope);
    const properties = (await resolve(resource.properties, scope)) as Record<string, unknown>;
    try {
      return await handler(properties, resource);
    } catch (error) {
      throw new Error(`${name} (${resource.type}): ${(error as Error).message}`, { cause: error });
    }
  }

  const runs = (resource: TemplateResource | undefined): boolean =>
    resource !== undefined && resource.type in options.handlers;

  async function wanted({ stack, condition }: TemplateResource): Promise<boolean> {
    return condition === undefined || Boolean(await resolve({ Condition: condition }, { stack, path: [] }));
  }

  const notRun = new Map<string, number>();
  for (const resource of stacks.flatMap((stack) => [...stack.resources.values()])) {
    if (!(await wanted(resource))) continue;
    if (runs(resource)) await created(resource.logicalId, { stack: resource.stack, path: [] });
    else notRun.set(resource.type, (notRun.get(resource.type) ?? 0) + 1);
  }

  const outputs: Record<string, unknown> = {};
  for (const stack of stacks) {
    for (const [name, { value }] of stack.outputs) outputs[name] = await resolve(value, { stack, path: [] });
  }
  return { notRun, outputs };
}
