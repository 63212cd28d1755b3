import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A resource of a template, with unresolved properties. */
export interface TemplateResource {
  stack: Stack;
  logicalId: string;
  type: string;
  properties: Record<string, unknown>;
  dependsOn: string[];
  condition: string | undefined;
}

/** An output of a template, with an unresolved value. */
export interface Output {
  value: unknown;
  exportName: unknown;
}

export interface Stack {
  name: string;
  resources: Map<string, TemplateResource>;
  outputs: Map<string, Output>;
  parameters: Record<string, { Default?: unknown; Type?: string }>;
  conditions: Record<string, unknown>;
}

/** The stacks of a synthesized app, and the directory of each file asset by its S3 object key. */
export interface Assembly {
  stacks: Stack[];
  assets: Map<string, string>;
}

interface Manifest {
  artifacts?: Record<
    string,
    { type: string; properties?: { templateFile?: string; stackName?: string; file?: string } }
  >;
}

interface AssetManifest {
  files?: Record<string, { source: { path?: string }; destinations: Record<string, { objectKey: string }> }>;
}

/** A CloudFormation template as JSON. */
export interface CloudFormationTemplate {
  Resources?: Record<
    string,
    { Type: string; Properties?: Record<string, unknown>; DependsOn?: string | string[]; Condition?: string }
  >;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
  Parameters?: Stack["parameters"];
  Conditions?: Record<string, unknown>;
}

/** Reads a cloud assembly (a `cdk.out` directory). */
export function readAssembly(directory: string): Assembly {
  const manifest = readJson<Manifest>(directory, "manifest.json");
  const assembly: Assembly = { stacks: [], assets: new Map() };
  for (const [id, artifact] of Object.entries(manifest.artifacts ?? {})) {
    const { templateFile, stackName, file } = artifact.properties ?? {};
    if (artifact.type === "aws:cloudformation:stack" && templateFile) {
      assembly.stacks.push(readStack(stackName ?? id, readJson<CloudFormationTemplate>(directory, templateFile)));
    } else if (artifact.type === "cdk:asset-manifest" && file) {
      addAssets(assembly.assets, directory, readJson<AssetManifest>(directory, file));
    }
  }
  return assembly;
}

/** Reads a template as the stack of the given name. */
export function readStack(name: string, template: CloudFormationTemplate): Stack {
  const stack: Stack = {
    name,
    resources: new Map(),
    outputs: new Map(),
    parameters: template.Parameters ?? {},
    conditions: template.Conditions ?? {},
  };
  for (const [logicalId, { Type, Properties, DependsOn, Condition }] of Object.entries(template.Resources ?? {})) {
    const dependsOn = [DependsOn ?? []].flat();
    stack.resources.set(logicalId, {
      stack,
      logicalId,
      type: Type,
      properties: Properties ?? {},
      dependsOn,
      condition: Condition,
    });
  }
  for (const [name, { Value, Export }] of Object.entries(template.Outputs ?? {})) {
    stack.outputs.set(name, { value: Value, exportName: Export?.Name });
  }
  return stack;
}

/** `stack/logicalId`, for messages and keys. */
export const resourceName = (resource: TemplateResource): string => `${resource.stack.name}/${resource.logicalId}`;

function addAssets(assets: Map<string, string>, directory: string, manifest: AssetManifest): void {
  for (const { source, destinations } of Object.values(manifest.files ?? {})) {
    if (source.path === undefined) continue;
    for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, join(directory, source.path));
  }
}

function readJson<T>(directory: string, file: string): T {
  return JSON.parse(readFileSync(join(directory, file), "utf8")) as T;
}
