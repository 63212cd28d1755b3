import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { bundleNames, projectRoot } from "../../lib/infra/bundle.ts";
import { OptionsError } from "../../lib/infra/options.ts";
import { appWith } from "./synthesis.ts";

describe("the app", () => {
  it("has three stacks, deployed in the order of their dependencies", () => {
    const [data, pipeline, api] = appWith({ stage: "prod" }).synth().stacks;
    expect([data, pipeline, api].map((stack) => stack?.stackName)).toEqual([
      "posthorn-prod-data",
      "posthorn-prod-pipeline",
      "posthorn-prod-api",
    ]);
    expect(pipeline?.dependencies).toContain(data);
    expect(api?.dependencies).toEqual(expect.arrayContaining([data, pipeline]));
  });

  it("connects the stacks by outputs, never by exports, which could not be changed", () => {
    for (const stack of appWith().synth().stacks) {
      const template = JSON.stringify(stack.template);
      expect(template).not.toContain("Fn::ImportValue");
      expect(template).not.toContain('"Export"');
    }
  });

  it("needs no account", () => {
    for (const { environment } of appWith().synth().stacks) {
      expect(environment).toMatchObject({ account: "unknown-account", region: "unknown-region" });
    }
  });

  it("uses different names in different stages", () => {
    const names = (stage: string) => {
      const stacks = appWith({ stage }).synth().stacks;
      return stacks.flatMap((stack) => [
        ...JSON.stringify(stack.template).matchAll(/"(?:\w*Name)":"(posthorn[^"]*)"/g),
      ]);
    };
    const a = new Set(names("a").map(([, name]) => name));
    expect(a.size).toBeGreaterThan(10);
    expect(names("b").filter(([, name]) => a.has(name))).toEqual([]);
  });

  it("rejects invalid options", () => {
    expect(() => appWith({ retentionDays: 0, colour: "red" })).toThrow(OptionsError);
  });
});

describe("the app's entry", () => {
  it("bundles and synthesizes into the folder that the CDK's command line names", async () => {
    const outdir = temporaryFolder();
    const { code, errors } = await runEntry({ CDK_OUTDIR: outdir });
    expect(errors).toBe("");
    expect(code).toBe(0);
    const assets = readdirSync(outdir).filter((name) => name.startsWith("asset."));
    expect(assets).toHaveLength(bundleNames.length);
    const contents = assets.map((asset) => readdirSync(join(outdir, asset)).sort().join(" "));
    expect(new Set(contents)).toEqual(
      new Set([
        "index.mjs index.mjs.map",
        "docs.html index.mjs index.mjs.map openapi.json",
        "console index.mjs index.mjs.map portal",
      ]),
    );
    expect(readFileSync(join(outdir, "posthorn-dev-api.template.json"), "utf8")).toContain("AWS::ApiGatewayV2::Api");
  });

  it("reports invalid options without a stack trace", async () => {
    const { code, errors } = await runEntry({
      CDK_OUTDIR: temporaryFolder(),
      CDK_CONTEXT_JSON: JSON.stringify({ retentionDays: "soon", logLevel: "loud" }),
    });
    expect(code).toBe(1);
    expect(errors).toBe(
      [
        "Posthorn's options are invalid:",
        "  - retentionDays: must be an integer from 1 to 3650",
        "  - logLevel: must be one of DEBUG, INFO, WARN, ERROR",
        "",
      ].join("\n"),
    );
  });
});

/** Runs the app as `cdk` does, without AWS variables in its environment. */
async function runEntry(env: Record<string, string>): Promise<{ code: number; errors: string }> {
  const child = spawn(process.execPath, ["bin/posthorn.ts"], {
    cwd: projectRoot,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exit = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? -1)));
  return { errors: await text(child.stderr), code: await exit };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-assembly-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
