import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { onTestFinished } from "vitest";
import { buildApp } from "../../lib/infra/app.ts";
import { type Bundles, bundleNames, projectRoot } from "../../lib/infra/bundle.ts";

/** Folders that stand in for bundles. Their content does not affect a template. */
const bundles = Object.fromEntries(bundleNames.map((name) => [name, join(projectRoot, "lambdas", name)])) as Bundles;

/** The app with these options. Its assembly goes to a folder that is removed after the test. */
export function appWith(context: Record<string, unknown> = {}): App {
  const outdir = mkdtempSync(join(tmpdir(), "posthorn-assembly-"));
  onTestFinished(() => rmSync(outdir, { recursive: true }));
  return buildApp({ bundles, context, outdir, validate: false });
}

/** The template of one of the stacks: `data`, `pipeline` or `api`. */
export function templateOf(stack: "data" | "pipeline" | "api", context: Record<string, unknown> = {}): Template {
  const stage = typeof context.stage === "string" ? context.stage : "dev";
  return Template.fromStack(appWith(context).node.findChild(`posthorn-${stage}-${stack}`) as Stack);
}

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}

/** The grants of a function's role except logging, as `effect action on resource` with references shortened. */
export function grantsOf(template: Template, functionName: string): string[] {
  const roles = template.findResources("AWS::IAM::Role");
  const functions = Object.values(template.findResources("AWS::Lambda::Function"));
  const properties = functions.map((found) => found.Properties).find((found) => found.FunctionName === functionName);
  const [roleId] = properties.Role["Fn::GetAtt"];
  const statements: Statement[] = roles[roleId]?.Properties.Policies[0].PolicyDocument.Statement;
  return statements
    .flatMap(({ Effect, Action, Resource }) =>
      [Resource]
        .flat()
        .flatMap((resource) => [Action].flat().map((action) => `${Effect} ${action} on ${short(resource)}`)),
    )
    .filter((grant) => !grant.includes(" logs:"))
    .sort();
}

/**
 * The functions that can invoke themselves through queues: by a message that they send, or that SQS redrives later.
 */
export function loopsOf(template: Template): string[] {
  const next = edgesOf(template);
  const reaches = (from: string, wanted: string, seen = new Set<string>()): boolean =>
    (next.get(from) ?? []).some((to) => to === wanted || (!seen.has(to) && reaches(to, wanted, seen.add(to))));
  const names = Object.values(template.findResources("AWS::Lambda::Function")).map(
    ({ Properties }) => Properties.FunctionName as string,
  );
  return names.filter((name) => reaches(name, name)).sort();
}

/** Where messages go: from a function to the queues it may send to, and from a queue to its consumer and its redrive. */
function edgesOf(template: Template): Map<string, string[]> {
  const functions = template.findResources("AWS::Lambda::Function");
  const edges = new Map<string, string[]>();
  const add = (from: string, to: string) => edges.set(from, [...(edges.get(from) ?? []), to]);
  for (const { Properties } of Object.values(functions)) {
    const sends = grantsOf(template, Properties.FunctionName).filter((grant) => grant.includes(" sqs:SendMessage on "));
    for (const grant of sends) add(Properties.FunctionName, String(grant.split(" on ")[1]));
  }
  for (const { Properties } of Object.values(template.findResources("AWS::Lambda::EventSourceMapping"))) {
    add(short(Properties.EventSourceArn), functions[Properties.FunctionName.Ref]?.Properties.FunctionName);
  }
  for (const [id, { Properties }] of Object.entries(template.findResources("AWS::SQS::Queue"))) {
    const target = Properties.RedrivePolicy?.deadLetterTargetArn;
    if (target) add(short({ "Fn::GetAtt": [id] }), short(target));
  }
  return edges;
}

/** An ARN's expression without hashes and stack names: `Table`, `Table/index/log`, `arn:…`. */
function short(value: unknown): string {
  if (typeof value === "string") return value;
  const [[name, argument] = ["", undefined]] = Object.entries(value as Record<string, unknown>);
  if (name === "Ref") return String(argument);
  if (name === "Fn::GetAtt") return String((argument as string[])[0]).replace(/[0-9A-F]{8}$/, "");
  if (name === "Fn::Join") return (argument as [string, unknown[]])[1].map(short).join("");
  const output = (argument as { OutputName: string }).OutputName;
  return output.replace(/^PublishOutput(Ref|FnGetAtt)/, "").replace(/[0-9A-F]{8}(Arn)?[0-9A-F]{8}$/, "");
}
