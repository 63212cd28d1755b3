import { execFile } from "node:child_process";
import { cp, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { builtPage } from "../../lib/infra/built-pages.ts";
import manifest from "../../package.json" with { type: "json" };
import { useTemporaryFolder } from "../local/support/temporary-folder.ts";

const run = promisify(execFile);
const env = { ...process.env, PATH: `${resolve("node_modules/.bin")}${delimiter}${process.env.PATH}` };

/** An application's project with the package installed. */
const project = useTemporaryFolder();
const installed = (...path: string[]) => join(project, "node_modules/posthorn", ...path);

const tsc = (file: string, ...more: string[]) => {
  const how = ["--strict", "--noEmit", "--skipLibCheck", "false", "--target", "es2022", "--module", "esnext"];
  const where = ["--moduleResolution", "bundler", "--types", "", "--lib", "es2022,dom"];
  return run("tsc", [...how, ...where, ...more, file], { cwd: project, env });
};

describe("posthorn/portal", () => {
  beforeAll(async () => {
    // This is the project's own build script, with another output folder.
    await run("sh", ["-c", manifest.scripts["build:element"].replaceAll("dist", installed("dist"))], { env });
    await cp("package.json", installed("package.json"));
  });

  it("is one small script without imports", async () => {
    const source = await readFile(installed("dist/portal/index.js"), "utf8");
    expect(source).not.toMatch(/\b(?:import|require)\b|node:/);
    expect((await stat(installed("dist/portal/index.js"))).size).toBeLessThan(8_000);
  });

  it("is the script that the API's host serves", async () => {
    const served = await readFile(join(builtPage("portal"), "element.js"), "utf8");
    expect(served, "run `npm run build:pages`").toBe(await readFile(installed("dist/portal/index.js"), "utf8"));
  });

  it("can be imported where there are no elements, as servers that render pages do", async () => {
    await writeFile(
      join(project, "server.mjs"),
      'import { PosthornPortal } from "posthorn/portal"; console.log(typeof PosthornPortal);',
    );
    expect((await run(process.execPath, ["server.mjs"], { cwd: project })).stdout).toBe("function\n");
  });

  it("has types", async () => {
    await writeFile(
      join(project, "typed.ts"),
      `import "posthorn/portal";
const portal = document.createElement("posthorn-portal");
portal.refresh = async () => "https://api.example.com/portal/#code=phc_";
// @ts-expect-error A link is a text.
portal.refresh = async () => 1;`,
    );
    await tsc("typed.ts");
  });

  it("is used by the React example in the documentation, which compiles", async () => {
    const [, example = ""] = /```tsx\n([\s\S]+?)```/.exec(await readFile("docs/portal.md", "utf8")) ?? [];
    expect(example).toContain('import "posthorn/portal"');
    await mkdir(join(project, "node_modules/@types"), { recursive: true });
    for (const name of ["react", "csstype"]) {
      const from = name === "react" ? "node_modules/@types/react" : "node_modules/csstype";
      await cp(resolve(from), join(project, from), { recursive: true });
    }
    await writeFile(join(project, "webhooks.tsx"), example);
    await tsc("webhooks.tsx", "--jsx", "react-jsx");
  });
});
